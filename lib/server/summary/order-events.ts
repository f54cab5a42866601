import { TIER_INFO } from '@stormdeck/protocol'
import type { Summary } from '../../contract/summary.ts'
import { clipText } from '../../format/clip-text.ts'
import { scopeWords } from '../../format/scope-words.ts'
import { listOf } from '../../format/words.ts'
import type { StoredLease } from '../store/stored-lease.ts'

/** Leases of the policy that are no further apart are one event. */
const APART_MS = 60_000

/**
 * Orders as events, newest first. A lease of the policy names at most 16 nodes, and nodes follow one another into a storm:
 * its leases of one tier that overlap, or nearly, are told as one.
 * @param leases newest first, as the store reads them
 */
export function orderEvents(leases: readonly StoredLease[], nowMs: number): Summary['events'] {
  const events: { leases: [StoredLease, ...StoredLease[]]; endedAt: number | null }[] = []
  for (const lease of leases.filter(({ tier }) => tier > 1).toReversed()) {
    const end = endedAt(lease, nowMs)
    const joins = events.find(
      ({ leases: [first], endedAt: until }) =>
        lease.origin === 'policy' &&
        first.origin === 'policy' &&
        first.tier === lease.tier &&
        lease.startedAt <= (until ?? nowMs) + APART_MS,
    )
    if (joins === undefined) events.unshift({ leases: [lease], endedAt: end })
    else {
      joins.leases.push(lease)
      joins.endedAt = joins.endedAt === null || end === null ? null : Math.max(joins.endedAt, end)
    }
  }
  return events.map(event => {
    const [{ id, tier, by, reason, startedAt }] = event.leases
    return {
      id,
      kind: 'order',
      title: clipText(`Tier ${tier}, ${TIER_INFO[tier].name}, on ${where(event.leases)}`, 160),
      detail: reason === '' ? `by ${by}` : clipText(`by ${by}: ${reason}`, 200),
      startedAt,
      endedAt: event.endedAt,
    }
  })
}

function where([first, ...more]: readonly [StoredLease, ...StoredLease[]]): string {
  if (more.length === 0) return scopeWords(first.scope)
  return listOf([...new Set([first, ...more].flatMap(({ scope }) => (scope.name ?? '').split(',')))])
}

/** When it ended, or its time was over; `null`: it holds. */
function endedAt({ endedAt, endsAt }: StoredLease, nowMs: number): number | null {
  return endedAt ?? (endsAt !== null && endsAt <= nowMs ? endsAt : null)
}
