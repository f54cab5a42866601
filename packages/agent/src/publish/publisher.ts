import type { Session } from '../session/session.ts'
import type { Totals } from '../totals.ts'
import { type Origin, readCursor, writeCursor } from './cursor.ts'
import { type Message, messageOf } from './message.ts'
import { type Entry, elementOf, LOG_LIMITS, type LogLimits, PublishLog, restored } from './publish-log.ts'

/** Deliveries of at most this many messages (`deliveryShape`). */
const MAX_MESSAGES = 1_024

export type PublishLimits = LogLimits & {
  /** Beyond this a session is not sent to at once but caught up from the log when it has read. */
  bufferedBytes: number
  /** What is caught up is cut here, so that a slow reader keeps what it has when it is cut off. */
  deliveryBytes: number
}
const PUBLISH_LIMITS: PublishLimits = {
  ...LOG_LIMITS,
  bufferedBytes: 1024 * 1024,
  deliveryBytes: 1024 * 1024,
}

type Part = {
  entries: readonly Entry[]
  /** The position that whoever got it has reached. */
  upTo: number
  /** Made when somebody needs it. */
  frame: string | null
}

/** What a session at `from` is due. */
type Batch = {
  from: number
  upTo: number
  withoutDroppable: boolean
  reset: boolean
  due: readonly Entry[]
  /** The same as deliveries; none where there is nothing to say. */
  parts: readonly Part[]
}

/**
 * Carries published messages to sessions: at once to those that are live, once a second to the others (tiers.md).
 * Every session sees the messages of its topics in order, without gap or double, or is told `reset`.
 */
export class Publisher {
  readonly log: PublishLog
  readonly #origin: Origin
  readonly #totals: Totals
  readonly #limits: PublishLimits
  readonly #waiting = new Set<Session>()
  /** Of this flush, each made once for all who need it. */
  readonly #messages = new Map<Entry, Message>()
  #batch: Batch | null = null

  constructor(origin: Origin, totals: Totals, limits: Partial<PublishLimits> = {}) {
    this.#origin = origin
    this.#totals = totals
    this.#limits = { ...PUBLISH_LIMITS, ...limits }
    this.log = new PublishLog(this.#limits)
  }

  /**
   * @param stopDroppable the tier in force lets droppable messages go (2 and worse)
   * @throws TypeError when the payload cannot be written as JSON
   */
  publish(
    sessions: ReadonlySet<Session>,
    topic: string,
    payload: unknown,
    droppable: boolean,
    stopDroppable: boolean,
  ): void {
    this.#totals.published++
    if (droppable && stopDroppable) {
      this.#totals.dropped++
      return
    }
    const message = messageOf(topic, payload)
    const entry = this.log.append(message, droppable)
    let frame: string | null = null
    for (const session of sessions) {
      if (!session.live) this.#keep(session, entry, message)
      if (!session.live || !wants(session.topics, topic)) continue
      if (session.peer.bufferedAmount > this.#limits.bufferedBytes) {
        this.#wait(session, entry.sequence - 1)
      } else if (session.announced) {
        frame ??= this.delivery([entry], entry.sequence, false)
        session.peer.deliver(frame)
      } else {
        session.peer.publish(message)
      }
    }
  }

  /** Starts a session where its cursor says, or with what comes next. */
  begin(session: Session, cursor: string | null): void {
    session.sequence = this.log.newest
    let reached = true
    if (cursor !== null && session.announced) {
      session.sequence = readCursor(this.#origin, cursor) ?? -1
      reached = this.#catchUp(session, false, this.#limits.bufferedBytes)
    }
    if (!session.live || !reached) this.#wait(session, session.sequence)
  }

  /** From now on the session gets everything once a second. */
  hold(session: Session): void {
    if (session.live) this.#wait(session, this.log.newest)
  }

  end(session: Session): void {
    this.#waiting.delete(session)
  }

  /** Takes along who does not get everything: its cursor must not get too old by what it does not want, or is not sent. */
  keepUp(session: Session): void {
    if (!session.announced || (session.live && session.topics === null)) return
    session.peer.deliver(this.delivery([], session.live ? this.log.newest : session.sequence, false))
  }

  /**
   * Once a second.
   * @param reduced says which sessions stay batched and go without droppable messages
   * @param bufferedBytes a session with more than this waiting to be sent has to wait
   */
  flush(reduced: (session: Session) => boolean, bufferedBytes = this.#limits.bufferedBytes): void {
    for (const session of this.#waiting) {
      const stays = reduced(session)
      if (!this.#catchUp(session, stays, bufferedBytes) || stays) continue
      session.live = true
      this.#waiting.delete(session)
    }
    this.#batch = null
    this.#messages.clear()
  }

  /** One in-band frame with these messages. */
  delivery(entries: readonly Entry[], upTo: number, reset: boolean): string {
    const messages = entries.map(elementOf).join(',')
    const cursor = JSON.stringify(writeCursor(this.#origin, upTo))
    return `{"stormdeck":{"messages":[${messages}],"cursor":${cursor}${reset ? ',"reset":true' : ''}}}`
  }

  /**
   * What a poll gets: what came after its cursor, or `reset` and all there is; at most one delivery, whose cursor leads to
   * the rest.
   */
  since(cursor: string | null, topics: ReadonlySet<string> | null): string {
    const from = cursor === null ? this.log.newest : (readCursor(this.#origin, cursor) ?? -1)
    const batch = this.#batchFor(from, topics, false)
    const [first] = batch.parts
    return first ? this.#frameOf(batch, first) : this.delivery([], this.log.newest, false)
  }

  /** Where a session that begins now begins. */
  get cursor(): string {
    return writeCursor(this.#origin, this.log.newest)
  }

  #wait(session: Session, sequence: number): void {
    session.live = false
    session.sequence = sequence
    this.#waiting.add(session)
  }

  /** A server with a format of its own holds what was published, and not what becomes of it until it is sent. */
  #keep(session: Session, entry: Entry, { payload }: Message): void {
    const kept = session.peer.keep?.(payload)
    if (kept) this.log.keep(entry, kept.payload, kept.bytes)
  }

  /** @returns whether it has everything now; else it has read too little, and goes on from `session.sequence` */
  #catchUp(session: Session, withoutDroppable: boolean, bufferedBytes: number): boolean {
    const { peer } = session
    const batch = this.#batchFor(session.sequence, session.topics, withoutDroppable)
    if (session.announced) {
      for (const part of batch.parts) {
        if (peer.bufferedAmount > bufferedBytes) return false
        peer.deliver(this.#frameOf(batch, part))
        session.sequence = part.upTo
      }
    } else {
      for (const entry of batch.due) {
        if (peer.bufferedAmount > bufferedBytes) return false
        peer.publish(this.#messageOf(entry))
        session.sequence = entry.sequence
      }
    }
    session.sequence = batch.upTo
    return true
  }

  #messageOf(entry: Entry): Message {
    const message = this.#messages.get(entry) ?? restored(entry)
    this.#messages.set(entry, message)
    return message
  }

  #frameOf(batch: Batch, part: Part): string {
    part.frame ??= this.delivery(part.entries, part.upTo, batch.reset && part === batch.parts[0])
    return part.frame
  }

  /** Nearly all sessions of a flush are at the same place and want everything: their batch is made once. */
  #batchFor(from: number, topics: ReadonlySet<string> | null, withoutDroppable: boolean): Batch {
    const last = this.#batch
    const upTo = this.log.newest
    const same = last?.from === from && last.upTo === upTo && last.withoutDroppable === withoutDroppable
    if (last && same && topics === null) return last
    const entries = from >= 0 && from <= upTo ? this.log.after(from) : null
    const due = (entries ?? this.log.all()).filter(
      entry => wants(topics, entry.topic) && !(withoutDroppable && entry.droppable),
    )
    const reset = entries === null
    const parts = due.length > 0 || reset ? partsOf(due, upTo, this.#limits.deliveryBytes) : []
    const batch: Batch = { from, upTo, withoutDroppable, reset, due, parts }
    if (topics === null) this.#batch = batch
    return batch
  }
}

const wants = (topics: ReadonlySet<string> | null, topic: string) => topics === null || topics.has(topic)

/** Cuts into deliveries. The last one ends where the log does: what a session did not want is behind it, too. */
function partsOf(due: readonly Entry[], newest: number, deliveryBytes: number): Part[] {
  const parts: Part[] = []
  let entries: Entry[] = []
  let bytes = 0
  for (const entry of due) {
    if (entries.length > 0 && (entries.length === MAX_MESSAGES || bytes + entry.bytes > deliveryBytes)) {
      parts.push({ entries, upTo: (entries.at(-1) as Entry).sequence, frame: null })
      entries = []
      bytes = 0
    }
    entries.push(entry)
    bytes += entry.bytes
  }
  parts.push({ entries, upTo: newest, frame: null })
  return parts
}
