import type { ScrapedNode } from '@/lib/contract/scraped-node.ts'
import type { SignalGroup } from './node-signals.ts'

/** Of a signal that the server exports: a rate needs two scrapes, and some series begin with the first event. */
const NO_SAMPLE = 'no sample of it now'

/** The groups with the reason in place of the limit where the server does not export a signal, or has no sample. */
export function withMissing(groups: SignalGroup[], missing: ScrapedNode['missing']): SignalGroup[] {
  if (missing.length === 0) return groups
  const why = new Map(missing.map(each => [each.signal, each.why]))
  return groups.map(group => ({
    ...group,
    signals: group.signals.map(signal => {
      if (signal.status !== 'unknown') return signal
      return { ...signal, limit: signal.madeFrom.map(name => why.get(name)).find(Boolean) ?? NO_SAMPLE }
    }),
  }))
}
