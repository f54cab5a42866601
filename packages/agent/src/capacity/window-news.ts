import type { Session } from '../session/session.ts'

/** A window that has grown by this factor since it was told is too short for all who were told it … */
const GROWN_FACTOR = 1.25
/** … one that has fallen to this share makes them wait without need. */
const FALLEN_RATIO = 0.75
/** Sessions looked at in one turn of the ticker, 20 turns a second: 50,000 within 5 s. */
const LOOKED_AT_ONCE = 500
/** Frames in one turn: at most 2,000 a second, a few percent of the loop. */
const TOLD_AT_ONCE = 100

/** What the news is about: a node, its clients and their window. */
export type Windowed = {
  readonly pool: { readonly sessions: ReadonlySet<Session> }
  /** The window for all who may come back, ms. */
  windowMs(): number
  onTold(session: Session): void
}

/**
 * Tells sessions when their window has changed. Who came while the node was empty was told a short one; when thousands
 * have followed, that crowd would come back in a fraction of the time that it takes to let everybody in.
 */
export class WindowNews {
  readonly #node: Windowed
  #sessions: Iterator<Session>

  constructor(node: Windowed) {
    this.#node = node
    this.#sessions = node.pool.sessions.values()
  }

  /** Called twice a bucket: goes round all sessions, some at a time. */
  tellSome(): void {
    const windowMs = this.#node.windowMs()
    for (let looked = 0, told = 0; looked < LOOKED_AT_ONCE && told < TOLD_AT_ONCE; looked++) {
      const { value: session, done } = this.#sessions.next()
      if (done) {
        this.#sessions = this.#node.pool.sessions.values()
        return
      }
      // Who polls hears it with the answer to the next poll.
      if (!session.announced || session.transport === 'poll' || !isNews(session.windowMs, windowMs)) continue
      session.windowMs = windowMs
      this.#node.onTold(session)
      told++
    }
  }
}

function isNews(toldMs: number, windowMs: number): boolean {
  return windowMs > toldMs * GROWN_FACTOR || windowMs < toldMs * FALLEN_RATIO
}
