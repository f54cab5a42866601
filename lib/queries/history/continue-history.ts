import type { History } from '../../contract/history.ts'
import type { Mark } from '../../domain/mark.ts'
import { appendSample, type LiveSample } from './append-sample.ts'

/** A history as it is drawn: what was fetched, and everything heard since. */
export type DrawnHistory = {
  /** What it goes on from; `null`: nothing could be fetched. */
  base: History | null
  history: History
  /** Moment of the last live sample, server clock; `null`: none yet. */
  at: number | null
}

export type LiveColumn = LiveSample & { marks: readonly Mark[] }

/**
 * The history with what the live feed says now. It goes on from `drawn` as long as that was made from the same answer.
 * `null` while nothing is known.
 * @param live `null`: the range has a fixed end, or nothing was heard yet
 * @param empty an unknown range that ends then
 */
export function continueHistory(
  drawn: DrawnHistory | null,
  base: History | null,
  live: LiveColumn | null,
  empty: (end: number) => History,
): DrawnHistory | null {
  const continued = drawn !== null && drawn.base === base ? drawn : null
  if (live === null) return continued ?? (base === null ? null : { base, history: base, at: null })
  if (continued?.at === live.at) return continued
  const history = appendSample(continued?.history ?? base ?? empty(live.at), live)
  return { base, at: live.at, history: { ...history, marks: keptMarks(history, live) } }
}

/**
 * How long nothing was appended before this, ms: a hole that the server can fill.
 * @param baseAgeMs how long ago `base` was fetched
 */
export function pauseBefore(
  next: DrawnHistory,
  drawn: DrawnHistory | null,
  base: History | null,
  baseAgeMs: number,
): number {
  if (next.at === null || base === null) return 0
  return drawn !== null && drawn.base === base && drawn.at !== null ? next.at - drawn.at : baseAgeMs
}

/**
 * Marks of storms and orders that ended stay, with their end. The live state names only those that go on, and wins where
 * both know one.
 */
function keptMarks({ fromAt, marks }: History, live: LiveColumn): Mark[] {
  const running = new Set(live.marks.map(mark => mark.id))
  const ended = marks
    .filter(mark => !running.has(mark.id))
    .map(mark => ({ ...mark, to: mark.to ?? live.at }))
    .filter(mark => mark.to >= fromAt)
  return [...ended, ...live.marks]
}
