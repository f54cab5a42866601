import { type Form, formOf, type Message } from './message.ts'

/** A published message as it is kept: once, as it is sent to clients that speak the protocol. */
export type Entry = {
  readonly sequence: number
  readonly topic: string
  readonly droppable: boolean
  readonly form: Form
  /** The payload as JSON, `{"base64":…}` for binary. */
  readonly json: string
  /** Everything of it that is kept, bytes. */
  bytes: number
  /** Of a payload that `json` cannot say, for servers with a format of their own; absent where it can. */
  kept?: unknown
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

  append(message: Message, droppable: boolean): Entry {
    const { topic, plain } = message
    const form = formOf(message)
    const json = form === 'json' ? (plain as string) : JSON.stringify(form === 'text' ? plain : base64(plain))
    const entry: Entry = { sequence: this.newest + 1, topic, droppable, form, json, bytes: 0 }
    entry.bytes = Buffer.byteLength(elementOf(entry))
    this.newest++
    this.#entries.push(entry)
    this.#grow(entry.bytes)
    return entry
  }

  /** Keeps a payload of so many bytes beside its entry, for a server with a format of its own. */
  keep(entry: Entry, payload: unknown, bytes: number): void {
    entry.kept = payload
    entry.bytes += bytes
    this.#grow(bytes)
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

  #grow(bytes: number): void {
    this.#bytes += bytes
    while (
      this.#entries.length > this.#limits.messages ||
      (this.#bytes > this.#limits.bytes && this.#entries.length > 1)
    ) {
      this.#bytes -= this.#entries.shift()?.bytes ?? 0
    }
  }
}

/** One element of a delivery. */
export const elementOf = ({ topic, json }: Entry) => `{"topic":${JSON.stringify(topic)},"data":${json}}`

/** The message of an entry, as it was when it was published. */
export function restored({ topic, form, json, kept }: Entry): Message {
  if (form === 'json') return { topic, payload: kept === undefined ? JSON.parse(json) : kept, plain: json }
  const data = JSON.parse(json)
  const plain: string | Buffer = form === 'text' ? data : Buffer.from(data.base64, 'base64')
  return { topic, payload: plain, plain }
}

const base64 = (plain: string | Buffer) => ({ base64: plain.toString('base64') })
