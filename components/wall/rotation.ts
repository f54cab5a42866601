/** The view of a moment, 0 to `views` − 1. */
export function viewAt(nowMs: number, views: number, seconds: number): number {
  return Math.floor(nowMs / (seconds * 1_000)) % views
}

const FASTEST_S = 5
const SLOWEST_S = 3_600

/** `?rotate=20`: seconds for each view, 5 to 3,600; anything else: no rotation. */
export function parseRotation(written: string | null): number | null {
  const seconds = Number(written)
  return written !== null && Number.isInteger(seconds) && seconds >= FASTEST_S && seconds <= SLOWEST_S
    ? seconds
    : null
}
