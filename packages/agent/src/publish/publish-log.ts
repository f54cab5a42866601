/** A published message in the forms it is sent in; serialised once for all sessions. */
export type Entry = {
  sequence: number
  topic: string
  droppable: boolean
  /** As it was published, for servers with a format of their own. */
  payload: unknown
  /** The application's own frame, for clients that never heard of the agent. */
  plain: string | Buffer
  /** `{"topic":…,"data":…}`, one element of a delivery. */
  element: string
  /** Of `element`, as it is sent. */
  bytes: number
}

export type LogLimits = { messages: number; bytes: number }
/** A client that returns within this many messages and bytes misses nothing. */
export const LOG_LIMITS: LogLimits = { messages: 1_024, bytes: 8 * 1024 * 1024 }

/** The newest published messages in order, bounded by number and bytes. */
export class PublishLog {
  readonly #limits: LogLimits
  readonly #entries: Entry[] = []
  #bytes = 0
  /** Number of the newest message; they are counted from 1. */
  newest = 0

  constructor(limits: LogLimits = LOG_LIMITS) {
    this.#limits = limits
  }

  /** @throws TypeError when the payload cannot be written as JSON */
  append(topic: string, payload: unknown, droppable: boolean): Entry {
    const plain = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
    if (plain === undefined) throw new TypeError('publish: the payload cannot be written as JSON')
    const data = Buffer.isBuffer(payload) ? { base64: payload.toString('base64') } : payload
    const element = JSON.stringify({ topic, data })
    const bytes = Buffer.byteLength(element)
    const entry: Entry = { sequence: this.newest + 1, topic, droppable, payload, plain, element, bytes }
    this.newest++
    this.#entries.push(entry)
    this.#bytes += bytes
    while (
      this.#entries.length > this.#limits.messages ||
      (this.#bytes > this.#limits.bytes && this.#entries.length > 1)
    ) {
      this.#bytes -= this.#entries.shift()?.bytes ?? 0
    }
    return entry
  }

  /** What came after `sequence`; `null` when part of that is gone already. */
  after(sequence: number): readonly Entry[] | null {
    if (sequence >= this.newest) return []
    const oldest = this.newest - this.#entries.length + 1
    return sequence + 1 < oldest ? null : this.#entries.slice(sequence + 1 - oldest)
  }

  /** Everything that is kept. */
  all(): readonly Entry[] {
    return this.#entries
  }
}
