/**
 * The rule as a textbook writes it: an array of times, filtered for each question. Slow, unbounded, and right.
 * Its numbers are its own, so that a changed constant in the detector shows.
 */
export type Textbook = { times: number[] }

export function attemptsWithin(times: readonly number[], now: number, windowMs: number): number {
  return times.filter(time => time > now - windowMs && time <= now).length
}

/** F14: 50 or more within the window. @param windowMs 1,000 by the rule */
export function textbookBurst(times: readonly number[], now: number, windowMs = 1_000): boolean {
  return attemptsWithin(times, now, windowMs) >= 50
}

/** F14: more than 6,000 within the window, which is a mean above 100/s. @param windowMs 60,000 by the rule */
export function textbookSustained(times: readonly number[], now: number, windowMs = 60_000): boolean {
  return attemptsWithin(times, now, windowMs) > 6_000
}
