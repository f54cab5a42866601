import { type Clock, systemClock } from '../clock/clock.ts'

/** The real clock, and as much further as the test says: what takes a minute need not be waited for. */
export class TestClock implements Clock {
  readonly #real = systemClock()
  #aheadMs = 0
  #frozenAtMs: number | null = null

  advance(ms: number): void {
    this.#aheadMs += ms
  }

  /** The monotonic clock of the process stands still: all that comes falls into one second. */
  freeze(): void {
    this.#frozenAtMs = this.#real.now()
  }

  now(): number {
    return (this.#frozenAtMs ?? this.#real.now()) + this.#aheadMs
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
