/** Charts of one screen draw this long after each other: together they would block the main thread. */
const STAGGER_MS = 90
/** A chart draws no more often than this, a little under the rhythm of the feed. */
const MIN_BETWEEN_MS = 900

/** How long a chart waits before it draws again, ms. `place`: its place in line among the charts of the screen. */
export function nextDrawIn(place: number, sinceLastMs: number): number {
  return Math.max(place * STAGGER_MS, MIN_BETWEEN_MS - sinceLastMs)
}
