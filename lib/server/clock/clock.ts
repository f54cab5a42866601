/** Where the server takes time from. */
export type Clock = {
  /** Monotonic milliseconds from an arbitrary start. */
  mono(): number
  /** Epoch ms that run evenly: they follow the wall clock's steps, and not its slewing. */
  now(): number
}

/** Beyond this the wall clock was set, or the machine slept: we follow it. */
const STEP_MS = 2_000

/**
 * A clock that runs on the monotonic one and is anchored to the wall clock, so that the 100 ms grid on which nodes are
 * compared does not shift under it.
 */
export function steadyClock(mono = () => performance.now(), wall = () => Date.now()): Clock {
  let anchor = wall() - mono()
  return {
    mono,
    now() {
      const now = wall()
      if (Math.abs(mono() + anchor - now) > STEP_MS) anchor = now - mono()
      return mono() + anchor
    },
  }
}
