import type { History } from '../../contract/history.ts'
import { createEmbeddedHistory } from '../history/embedded-history.ts'
import { historyMarks, MAX_MARKS } from '../history/history-marks.ts'
import type { HistoryRequest } from '../history/history-source.ts'
import { readHistory } from '../history/read-history.ts'
import { shareAnswers } from '../history/share-answers.ts'
import type { LiveFeed } from '../live/live-feed.ts'
import type { Store } from '../store/store.ts'
import type { TierService } from '../tiers/tier-service.ts'
import type { Sources } from './start-sources.ts'

/** What answers for the past: our own rings and store, and Prometheus where there is one. */
export function startHistory(parts: {
  sources: Pick<Sources, 'collector' | 'prometheus'>
  store: Pick<Store, 'history' | 'storms'>
  /** How far back the store goes, ms. */
  keepMs: number
  live: Pick<LiveFeed, 'state'>
  tiers: Pick<TierService, 'history'>
}): (request: HistoryRequest) => Promise<Omit<History, 'scope'>> {
  const { sources, store, keepMs, live, tiers } = parts
  const { nodes } = sources.collector
  const deps = {
    nodes,
    rows: () => live.state()?.nodes ?? [],
    embedded: createEmbeddedHistory({ nodes, store: store.history, keepMs }),
    prometheus: sources.prometheus?.history ?? null,
    async marks({ scope, endAt }: HistoryRequest, from: number) {
      const range = { from, to: endAt, limit: MAX_MARKS }
      const [leases, storms] = await Promise.all([tiers.history(range), store.storms.read(range)])
      const state = live.state()
      return historyMarks(leases, storms, scope, state?.nodes ?? [], state?.at ?? null)
    },
  }
  return shareAnswers(request => readHistory(deps, request))
}
