import type { AgentStatus } from '@stormdeck/protocol'

/** Says for this long after the last sign that attempts may have been hidden. */
const HOLD_MS = 2_000

export const NO_DESCRIPTOR_LEFT =
  'no file descriptor is left: most attempts are closed before the server sees them'

/**
 * Whether attempts may be hidden from the agent. At the descriptor limit the kernel's connections are closed below
 * the server, which hears of nothing (measured: 37 of 300 seen); with ListenDrops rising they are not even accepted.
 */
export class LowerBound {
  status: AgentStatus['lowerBound'] = { active: false, why: null }
  #untilMs = 0
  #drops: number | null = null

  look(exhausted: boolean, listenDrops: number | null, nowMs: number): void {
    const dropping = listenDrops !== null && this.#drops !== null && listenDrops > this.#drops
    this.#drops = listenDrops
    if (exhausted) this.#say(NO_DESCRIPTOR_LEFT, nowMs)
    else if (dropping)
      this.#say('the kernel drops connections before they are accepted (ListenDrops, host-wide)', nowMs)
    else if (nowMs >= this.#untilMs) this.status = { active: false, why: null }
  }

  #say(why: string, nowMs: number): void {
    this.#untilMs = nowMs + HOLD_MS
    this.status = { active: true, why }
  }
}
