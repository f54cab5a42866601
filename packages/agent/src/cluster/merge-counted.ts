import type { AgentStatus } from '@stormdeck/protocol'
import { sum, sumByKey } from './fold.ts'

/** The parts of a status that only ever grow. */
export type Counted = Pick<AgentStatus, 'totals' | 'traffic'> & {
  auth: Pick<AgentStatus['auth'], 'full' | 'cached' | 'failed'>
}

/** Adds up what only ever grows. */
export function mergeCounted(parts: readonly Counted[]): Counted {
  const traffic = (key: keyof Counted['traffic']) => sum(parts.map(part => part.traffic[key]))
  const auth = (key: keyof Counted['auth']) => sum(parts.map(part => part.auth[key]))
  return {
    totals: mergeTotals(parts.map(part => part.totals)),
    traffic: {
      messagesIn: traffic('messagesIn'),
      messagesOut: traffic('messagesOut'),
      bytesIn: traffic('bytesIn'),
      bytesOut: traffic('bytesOut'),
    },
    auth: { full: auth('full'), cached: auth('cached'), failed: auth('failed') },
  }
}

function mergeTotals(totals: AgentStatus['totals'][]): AgentStatus['totals'] {
  const count = (part: (each: AgentStatus['totals']) => number) =>
    totals.reduce((total, each) => total + part(each), 0)
  return {
    attempts: count(each => each.attempts),
    accepted: count(each => each.accepted),
    rejected: sumByKey(totals.map(each => each.rejected)),
    wouldReject: sumByKey(totals.map(each => each.wouldReject)),
    closed: sumByKey(totals.map(each => each.closed)),
    zombiesDestroyed: count(each => each.zombiesDestroyed),
    published: count(each => each.published),
    dropped: count(each => each.dropped),
    framesAround: sum(totals.map(each => each.framesAround)),
  }
}
