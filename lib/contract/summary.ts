import { array, type Infer, integer, nullable, number, object, oneOf, text } from '@stormdeck/protocol'
import { SUMMARY_DAYS } from '../domain/summary/service-days.ts'

/** `GET /api/summary`: what lasts longer than the live feed. Days are UTC; unknown is `null` or `unknown`. */
export const summaryShape = object({
  days: array(
    object({
      at: integer(),
      level: oneOf(['full', 'partly', 'degraded', 'storm', 'unknown']),
      minutesDegraded: integer(),
      minutesInStorm: integer(),
      minutesObserved: integer(),
    }),
    SUMMARY_DAYS,
  ),
  /** Of the observed minutes of the thirty days. */
  fullServiceRatio: nullable(number(0, 1)),
  minutesDegraded: integer(),
  /** Median from the start of a storm to the first order of a person during it. */
  timeToActMs: nullable(number(0)),
  /** Storms that answered to a rule, of the same days. */
  storms: integer(),
  /** Newest first. */
  events: array(
    object({
      id: text(64),
      kind: oneOf(['storm', 'order']),
      title: text(160),
      detail: text(200),
      startedAt: integer(),
      endedAt: nullable(integer()),
    }),
    12,
  ),
})
export type Summary = Infer<typeof summaryShape>
