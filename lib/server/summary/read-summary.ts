import 'server-only'
import { TIER_INFO } from '@stormdeck/protocol'
import type { Summary } from '../../contract/summary.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import {
  fullServiceRatio,
  SUMMARY_DAYS,
  serviceDays,
  timeToActMs,
} from '../../domain/summary/service-days.ts'
import { clipText } from '../../format/clip-text.ts'
import { scopeWords } from '../../format/scope-words.ts'
import { listOf } from '../../format/words.ts'
import type { Store } from '../store/store.ts'

const DAY_MS = 24 * 3_600_000
const EVENTS = 8

/** The last thirty days from the store. An early warning that no rule confirmed is no event. */
export async function readSummary(store: Store, nowMs: number): Promise<Summary> {
  const range = { from: nowMs - SUMMARY_DAYS * DAY_MS, to: nowMs, limit: 500 }
  const [allStorms, leases, observed] = await Promise.all([
    store.storms.read(range),
    store.tiers.readLeases(range),
    store.history.observedDays(range),
  ])
  const storms = allStorms.filter(storm => storm.burst || storm.sustained)
  const facts = {
    storms: storms.map(storm => ({ from: storm.startedAt, to: storm.endedAt })),
    leases: leases.map(lease => ({
      from: lease.startedAt,
      to: lease.endedAt ?? lease.endsAt,
      tier: lease.tier,
      origin: lease.origin,
    })),
    observedMinutes: new Map(observed.map(({ day, minutes }) => [day, minutes])),
  }
  const days = serviceDays(facts, nowMs)
  const orders = leases
    .filter(lease => lease.tier > 1)
    .map(lease => ({
      id: lease.id,
      kind: 'order' as const,
      title: clipText(
        `Tier ${lease.tier}, ${TIER_INFO[lease.tier].name}, on ${scopeWords(lease.scope)}`,
        160,
      ),
      detail: lease.reason === '' ? `by ${lease.by}` : clipText(`by ${lease.by}: ${lease.reason}`, 200),
      startedAt: lease.startedAt,
      endedAt: lease.endedAt ?? (lease.endsAt !== null && lease.endsAt <= nowMs ? lease.endsAt : null),
    }))
  return {
    days,
    fullServiceRatio: fullServiceRatio(days),
    minutesDegraded: days.reduce((sum, day) => sum + day.minutesDegraded, 0),
    timeToActMs: timeToActMs(facts, nowMs),
    storms: storms.length,
    events: [...storms.map(stormEvent), ...orders].sort((a, b) => b.startedAt - a.startedAt).slice(0, EVENTS),
  }
}

function stormEvent(storm: Storm): Summary['events'][number] {
  return {
    id: storm.id,
    kind: 'storm',
    title: clipText(`Reconnect storm on ${listOf(storm.nodes, 3)}`, 160),
    detail: storm.topVersion === null ? '' : `mostly client ${storm.topVersion}`,
    startedAt: storm.startedAt,
    endedAt: storm.endedAt,
  }
}
