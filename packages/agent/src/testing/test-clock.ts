import { type Clock, systemClock } from '../clock/clock.ts'

/** The real clock, and as much further as the test says: what takes a minute need not be waited for. */
export class TestClock implements Clock {
  readonly #real = systemClock()
  #aheadMs = 0

  advance(ms: number): void {
    this.#aheadMs += ms
  }

  now(): number {
    return this.#real.now() + this.#aheadMs
  }

  wall(): number {
    return this.#real.wall() + this.#aheadMs
  }

  boot(): number {
    return this.#real.boot() + this.#aheadMs
  }

  bootId(): string | null {
    return this.#real.bootId()
  }
}
