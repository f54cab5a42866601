import 'server-only'
import type { Summary } from '../../contract/summary.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import {
  fullServiceRatio,
  SUMMARY_DAYS,
  serviceDays,
  timeToActMs,
} from '../../domain/summary/service-days.ts'
import { clipText } from '../../format/clip-text.ts'
import { listOf } from '../../format/words.ts'
import type { Store } from '../store/store.ts'
import { orderEvents } from './order-events.ts'

const DAY_MS = 24 * 3_600_000
const EVENTS = 8
/** Leases that events are made of: a step of the policy at 1,000 nodes is 63 of them. The figures have no such bound. */
const NEWEST_LEASES = 4_000
/** One in nine minutes, all month. */
const MOST_STORMS = 5_000

/** The last thirty days from the store. An early warning that no rule confirmed is no event. */
export async function readSummary(store: Store, nowMs: number): Promise<Summary> {
  const range = { from: nowMs - SUMMARY_DAYS * DAY_MS, to: nowMs }
  const [allStorms, orders, newest, observed] = await Promise.all([
    store.storms.read({ ...range, limit: MOST_STORMS }),
    store.tiers.readOrders(range),
    store.tiers.readLeases({ ...range, limit: NEWEST_LEASES }),
    store.history.observedDays(range),
  ])
  const storms = allStorms.filter(storm => storm.burst || storm.sustained)
  const facts = {
    storms: storms.map(storm => ({ from: storm.startedAt, to: storm.endedAt })),
    leases: orders,
    observedMinutes: new Map(observed.map(({ day, minutes }) => [day, minutes])),
    loweredMinutes: new Map(observed.map(({ day, lowered }) => [day, lowered])),
  }
  const days = serviceDays(facts, nowMs)
  const events = [...storms.map(stormEvent), ...orderEvents(newest, nowMs)]
  return {
    days,
    fullServiceRatio: fullServiceRatio(days),
    minutesDegraded: days.reduce((sum, day) => sum + day.minutesDegraded, 0),
    timeToActMs: timeToActMs(facts, nowMs),
    storms: storms.length,
    events: events.sort((a, b) => b.startedAt - a.startedAt).slice(0, EVENTS),
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
