import { MAX_STATUS_READERS, MAX_STATUS_WAIT_MS, MIN_URGENT_INTERVAL_MS } from '@stormdeck/protocol'

type Reader = {
  connection: object
  dueAtMs: number
  urgentFromMs: number
  burstHolds: () => boolean
  answer: () => void
}

/**
 * Holds status requests until their wait is over or something urgent has happened. An urgent answer comes at once,
 * but at most every 100 ms to one reader (protocol.md). Times are ms of one monotonic clock.
 */
export class LongPoll {
  readonly #readers = new Set<Reader>()
  readonly #answeredAtMs = new WeakMap<object, number>()

  /** The next reader would be one too many. */
  get full(): boolean {
    return this.#readers.size >= MAX_STATUS_READERS
  }

  /**
   * @param connection tells one reader from another
   * @param burstHolds whether the burst that this reader asks for holds
   * @returns lets go of a reader that has gone
   */
  hold(
    connection: object,
    waitMs: number,
    nowMs: number,
    burstHolds: () => boolean,
    answer: () => void,
  ): () => void {
    const lastMs = this.#answeredAtMs.get(connection) ?? Number.NEGATIVE_INFINITY
    const urgentFromMs = Math.max(nowMs, lastMs + MIN_URGENT_INTERVAL_MS)
    const waitedMs = nowMs + Math.min(Math.max(waitMs, 0), MAX_STATUS_WAIT_MS)
    const dueAtMs = burstHolds() ? Math.min(waitedMs, urgentFromMs) : waitedMs
    const reader = { connection, dueAtMs, urgentFromMs, burstHolds, answer }
    this.#readers.add(reader)
    this.tick(nowMs)
    return () => this.#readers.delete(reader)
  }

  /** Something happened that every reader should hear of now. */
  urgent(nowMs: number): void {
    for (const reader of this.#readers) hasten(reader, nowMs)
    this.tick(nowMs)
  }

  /** An attempt came that completed a burst, if not for every reader. */
  burst(nowMs: number): void {
    for (const reader of this.#readers) if (reader.burstHolds()) hasten(reader, nowMs)
    this.tick(nowMs)
  }

  /** Answers who is due. Called twice a bucket. */
  tick(nowMs: number): void {
    for (const reader of this.#readers) if (nowMs >= reader.dueAtMs) this.#answer(reader, nowMs)
  }

  /** Answers everybody. */
  close(nowMs: number): void {
    for (const reader of this.#readers) this.#answer(reader, nowMs)
  }

  #answer(reader: Reader, nowMs: number): void {
    this.#readers.delete(reader)
    this.#answeredAtMs.set(reader.connection, nowMs)
    reader.answer()
  }
}

function hasten(reader: Reader, nowMs: number): void {
  reader.dueAtMs = Math.min(reader.dueAtMs, Math.max(nowMs, reader.urgentFromMs))
}
