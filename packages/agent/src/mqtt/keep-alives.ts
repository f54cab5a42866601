import type { OwnPings } from '../status/status-sources.ts'

/** The broker destroys a device that has been silent for this much of its keep-alive (MQTT 3.1.1, 3.1.2.10). */
const GRACE = 1.5
/** A look over 50,000 devices costs a millisecond; at most one a second. */
const LOOK_INTERVAL_MS = 1_000

type Device = { keepAliveMs: number | null; heardAtMs: number }

/** When each device was last heard of, against the keep-alive that it promised. Times are ms of one monotonic clock. */
export class KeepAlives<K extends object> {
  readonly #devices = new Map<K, Device>()
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #latest: OwnPings = { pingIntervalMs: null, boundMs: null, zombies: 0 }

  /** @param keepAliveMs `null`: it promised none */
  watch(device: K, keepAliveMs: number | null, nowMs: number): void {
    this.#devices.set(device, { keepAliveMs, heardAtMs: nowMs })
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
  }

  forget(device: K): void {
    this.#devices.delete(device)
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
  }

  heard(device: K, nowMs: number): void {
    const known = this.#devices.get(device)
    if (known) known.heardAtMs = nowMs
  }

  /**
   * A zombie is silent for longer than its keep-alive. The bound is that of the longest keep-alive; unknown with
   * nobody connected, or with somebody who promised none and may stay for ever.
   */
  read(nowMs: number): OwnPings {
    if (nowMs - this.#lookedAtMs < LOOK_INTERVAL_MS) return this.#latest
    this.#lookedAtMs = nowMs
    let longestMs = 0
    let zombies = 0
    for (const { keepAliveMs, heardAtMs } of this.#devices.values()) {
      longestMs = Math.max(longestMs, keepAliveMs ?? Number.POSITIVE_INFINITY)
      if (keepAliveMs !== null && nowMs - heardAtMs > keepAliveMs) zombies++
    }
    const known = longestMs > 0 && longestMs < Number.POSITIVE_INFINITY
    this.#latest = {
      pingIntervalMs: known ? longestMs : null,
      boundMs: known ? Math.ceil(longestMs * GRACE) : null,
      zombies,
    }
    return this.#latest
  }
}
