import type { Tier } from '@stormdeck/protocol'

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000
export const SUMMARY_DAYS = 30

/** A stretch of time in epoch ms; `to: null` goes on. */
export type Span = { from: number; to: number | null }
export type ServiceFacts = {
  /** Real storms: those where a rule of F14 fired. */
  storms: readonly Span[]
  /** Orders, of people and of policy. */
  leases: readonly (Span & { tier: Tier; origin: 'person' | 'policy' })[]
  /** Minutes for which any node was seen, by UTC day number (epoch ms ÷ 86,400,000). */
  observedMinutes: ReadonlyMap<number, number>
  /** Of those, in which a node ran below tier 1 while no order held: local protection, and the way back up. */
  loweredMinutes: ReadonlyMap<number, number>
}

/**
 * One UTC day. `unknown`: nothing was watching; `partly`: what was watched was at full service, and much was not watched.
 * `degraded`: some of the fleet was below full service, by an order or without; `storm`: a storm ran, ordered or not. A
 * storm alone degrades nothing, so that its minutes are counted apart.
 */
export type ServiceDay = {
  /** Epoch ms of its first moment. */
  at: number
  level: 'full' | 'partly' | 'degraded' | 'storm' | 'unknown'
  /** Minutes in which some of the fleet was below full service, by an order or without. */
  minutesDegraded: number
  minutesInStorm: number
  minutesObserved: number
}

/** What a restart or an update may leave unwatched of a day of full service; the last minute is not written yet. */
const UNWATCHED_RATIO = 0.01
const UNWRITTEN_MINUTES = 2

/** The last thirty days, oldest first, today last. What was not watched is unknown, never full. */
export function serviceDays(facts: ServiceFacts, nowMs: number): ServiceDay[] {
  const today = Math.floor(nowMs / DAY_MS)
  const orders = facts.leases.filter(lease => lease.tier > 1)
  return Array.from({ length: SUMMARY_DAYS }, (_, i) => {
    const day = today - SUMMARY_DAYS + 1 + i
    const from = day * DAY_MS
    const to = Math.min(from + DAY_MS, nowMs)
    const storms = coveredMs(facts.storms, from, to)
    const elapsed = (to - from) / MINUTE_MS
    const ordered = Math.ceil(coveredMs(orders, from, to) / MINUTE_MS)
    const minutesDegraded = Math.min(Math.ceil(elapsed), ordered + (facts.loweredMinutes.get(day) ?? 0))
    const minutesObserved = facts.observedMinutes.get(day) ?? 0
    const unwatched = elapsed - minutesObserved
    const watched = unwatched > elapsed * UNWATCHED_RATIO + UNWRITTEN_MINUTES ? 'partly' : 'full'
    const quiet = minutesObserved === 0 ? 'unknown' : watched
    const level = storms > 0 ? 'storm' : minutesDegraded > 0 ? 'degraded' : quiet
    return {
      at: from,
      level,
      minutesDegraded,
      minutesInStorm: Math.ceil(storms / MINUTE_MS),
      minutesObserved,
    }
  })
}

/** Length of [from, to) that any of the spans covers, ms; overlapping spans count once. */
export function coveredMs(spans: readonly Span[], from: number, to: number): number {
  const within = spans
    .map(span => ({ from: Math.max(span.from, from), to: Math.min(span.to ?? to, to) }))
    .filter(span => span.to > span.from)
    .sort((a, b) => a.from - b.from)
  let covered = 0
  let reached = from
  for (const span of within) {
    covered += Math.max(0, span.to - Math.max(span.from, reached))
    reached = Math.max(reached, span.to)
  }
  return covered
}

/** A share of less than an hour says nothing about a month. */
const LEAST_OBSERVED_MINUTES = 60

/**
 * Share of the observed minutes of these days with full service, 0 to 1; `null` below an hour. A day counts no more
 * minutes as full than were really watched.
 */
export function fullServiceRatio(days: readonly ServiceDay[]): number | null {
  const observed = days.reduce((sum, day) => sum + Math.max(day.minutesObserved, day.minutesDegraded), 0)
  const degraded = days.reduce((sum, day) => sum + day.minutesDegraded, 0)
  return observed < LEAST_OBSERVED_MINUTES ? null : (observed - degraded) / observed
}

/**
 * Typical time from the beginning of a storm to the first order of a person while it ran: the median, ms; `null` when no
 * storm was answered with an order.
 */
export function timeToActMs(
  { storms, leases }: Pick<ServiceFacts, 'storms' | 'leases'>,
  nowMs: number,
): number | null {
  const orders = leases.filter(lease => lease.tier > 1 && lease.origin === 'person')
  const took = storms
    .flatMap(storm => {
      const during = orders.filter(order => order.from >= storm.from && order.from <= (storm.to ?? nowMs))
      return during.length === 0 ? [] : [Math.min(...during.map(order => order.from)) - storm.from]
    })
    .sort((a, b) => a - b)
  return took[Math.floor((took.length - 1) / 2)] ?? null
}
