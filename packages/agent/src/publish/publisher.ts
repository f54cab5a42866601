import type { Session } from '../session/session.ts'
import type { Totals } from '../totals.ts'
import { type Origin, readCursor, writeCursor } from './cursor.ts'
import { type Entry, type LogLimits, PublishLog } from './publish-log.ts'

/** Beyond this a session is not sent to at once but caught up from the log when it has read. */
const MAX_BUFFERED_BYTES = 1024 * 1024
/** Deliveries of at most this many messages (`deliveryShape`). */
const MAX_MESSAGES = 1_024
/** What is caught up is cut here, so that a slow reader keeps what it has when it is cut off. */
const DELIVERY_BYTES = 1024 * 1024

/** What a session at `from` is due, and its frames once somebody needed them. */
type Batch = {
  from: number
  upTo: number
  withoutDroppable: boolean
  due: readonly Entry[]
  reset: boolean
  frames: readonly string[] | null
}

/**
 * Carries published messages to sessions: at once to those that are live, once a second to the others (tiers.md).
 * Every session sees the messages of its topics in order, without gap or double, or is told `reset`.
 */
export class Publisher {
  readonly log: PublishLog
  readonly #origin: Origin
  readonly #totals: Totals
  readonly #waiting = new Set<Session>()
  #batch: Batch | null = null

  constructor(origin: Origin, totals: Totals, limits?: LogLimits) {
    this.#origin = origin
    this.#totals = totals
    this.log = new PublishLog(limits)
  }

  /** @param stopDroppable the tier in force lets droppable messages go (2 and worse) */
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
    const entry = this.log.append(topic, payload, droppable)
    let frame: string | null = null
    for (const session of sessions) {
      if (!session.live || !wants(session, topic)) continue
      if (session.peer.bufferedAmount > MAX_BUFFERED_BYTES) {
        this.#wait(session, entry.sequence - 1)
      } else if (session.announced) {
        frame ??= this.delivery([entry], entry.sequence, false)
        session.peer.deliver(frame)
      } else {
        session.peer.publish(entry)
      }
    }
  }

  /** Starts a session where its cursor says, or with what comes next. */
  begin(session: Session, cursor: string | null): void {
    session.sequence = this.log.newest
    if (!session.live) this.#wait(session, this.log.newest)
    if (cursor === null || !session.announced) return
    session.sequence = readCursor(this.#origin, cursor) ?? -1
    this.#catchUp(session, false)
  }

  /** From now on the session gets everything once a second. */
  hold(session: Session): void {
    if (session.live) this.#wait(session, this.log.newest)
  }

  end(session: Session): void {
    this.#waiting.delete(session)
  }

  /** Takes along who wants only some topics: its cursor must not get too old by what it does not want. */
  keepUp(session: Session): void {
    if (!session.announced || session.topics === null) return
    session.peer.deliver(this.delivery([], session.live ? this.log.newest : session.sequence, false))
  }

  /** Once a second. `reduced` says which sessions stay batched and go without droppable messages. */
  flush(reduced: (session: Session) => boolean): void {
    for (const session of this.#waiting) {
      if (session.peer.bufferedAmount > MAX_BUFFERED_BYTES) continue
      const stays = reduced(session)
      this.#catchUp(session, stays)
      if (stays) continue
      session.live = true
      this.#waiting.delete(session)
    }
  }

  /** One in-band frame with these messages. */
  delivery(entries: readonly Entry[], upTo: number, reset: boolean): string {
    const messages = entries.map(entry => entry.element).join(',')
    const cursor = JSON.stringify(writeCursor(this.#origin, upTo))
    return `{"stormdeck":{"messages":[${messages}],"cursor":${cursor}${reset ? ',"reset":true' : ''}}}`
  }

  /** What a poll gets: everything after its cursor, or all there is and `reset`. */
  since(cursor: string | null, topics: ReadonlySet<string> | null): string {
    const from = cursor === null ? this.log.newest : (readCursor(this.#origin, cursor) ?? -1)
    const entries = from < 0 || from > this.log.newest ? null : this.log.after(from)
    const wanted = (entries ?? this.log.all()).filter(entry => topics === null || topics.has(entry.topic))
    return this.delivery(wanted.slice(-MAX_MESSAGES), this.log.newest, entries === null)
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

  #catchUp(session: Session, withoutDroppable: boolean): void {
    const batch = this.#batchFor(session, withoutDroppable)
    session.sequence = this.log.newest
    if (batch.due.length === 0 && !batch.reset) return
    if (!session.announced) {
      for (const entry of batch.due) session.peer.publish(entry)
      return
    }
    batch.frames ??= this.#framesOf(batch)
    for (const frame of batch.frames) session.peer.deliver(frame)
  }

  /** The last one ends where the log does: what a session did not want is behind it, too. */
  #framesOf({ due, reset }: Batch): string[] {
    const parts = partsOf(due)
    return parts.map((part, n) => {
      const isLast = n === parts.length - 1
      const upTo = isLast ? this.log.newest : (part.at(-1)?.sequence ?? this.log.newest)
      return this.delivery(part, upTo, reset && n === 0)
    })
  }

  /** Nearly all sessions of a flush are at the same place and want everything: their batch is made once. */
  #batchFor(session: Session, withoutDroppable: boolean): Batch {
    const last = this.#batch
    const from = session.sequence
    const upTo = this.log.newest
    const same = last?.from === from && last.upTo === upTo && last.withoutDroppable === withoutDroppable
    if (last && same && session.topics === null) return last
    const entries = from >= 0 && from <= upTo ? this.log.after(from) : null
    const due = (entries ?? this.log.all()).filter(
      entry => wants(session, entry.topic) && !(withoutDroppable && entry.droppable),
    )
    const batch: Batch = { from, upTo, withoutDroppable, due, reset: entries === null, frames: null }
    if (session.topics === null) this.#batch = batch
    return batch
  }
}

const wants = (session: Session, topic: string) => session.topics === null || session.topics.has(topic)

/** Cuts into deliveries; one with nothing in it where nothing is due. */
function partsOf(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = []
  let part: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
    if (part.length > 0 && (part.length === MAX_MESSAGES || bytes + entry.bytes > DELIVERY_BYTES)) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(entry)
    bytes += entry.bytes
  }
  parts.push(part)
  return parts
}
