import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Where the agent takes time from. Everything that decides uses `now` or `boot`; `wall` is only shown. */
export type Clock = {
  /** Monotonic milliseconds from an arbitrary start, of this process. */
  now(): number
  /** Epoch milliseconds. */
  wall(): number
  /** Milliseconds since the host booted, the same in every process and counting on through restarts. */
  boot(): number
  /** Identity of this boot of the host; `null` where it cannot be read, so that nothing is compared across it. */
  bootId(): string | null
}

/** The real clock. Reads the host's boot id and uptime once, so that it works with no descriptor left. */
export function systemClock(): Clock {
  const bootId = readBootId()
  const offset = uptime() * 1_000 - performance.now()
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    boot: () => performance.now() + offset,
    bootId: () => bootId,
  }
}

function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || null
  } catch {
    return null
  }
}
