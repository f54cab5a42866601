import { bytesOf } from '../ws/guarded-web-socket.ts'

/** How an event or acknowledgement with binary parts begins in Socket.IO's encoding: `51-` is followed by one of them. */
const HEADER = /^[56](\d+)-/

/** `frames` is empty where they were let go of on the way. */
export type WholeMessage = { frames: readonly unknown[]; bytes: number }

/**
 * Puts the frames of a message together: a header, then its attachments. Dropping one of them alone would make the parser
 * of Socket.IO close the connection, and the client come back and send it again.
 */
export class WholeMessages {
  #frames: unknown[] = []
  #bytes = 0
  #missing = 0

  /**
   * @param maxBytes what is larger is let go of at once, and only counted to its end
   * @returns the message that this frame completes; `null` while more of it is to come
   */
  take(frame: unknown, maxBytes: number): WholeMessage | null {
    this.#bytes += bytesOf(frame)
    this.#frames.push(frame)
    if (this.#bytes > maxBytes) this.#frames = []
    // A text among attachments is the client's fault: what is there goes on to the parser, which says so.
    if (typeof frame !== 'string') this.#missing--
    else this.#missing = this.#missing > 0 ? 0 : Number(HEADER.exec(frame)?.[1] ?? 0)
    if (this.#missing > 0) return null
    const bytes = this.#bytes
    return { frames: this.rest(), bytes }
  }

  /** The frames of a message that is not whole, which are given up. */
  rest(): readonly unknown[] {
    const frames = this.#frames
    this.#frames = []
    this.#bytes = 0
    this.#missing = 0
    return frames
  }
}
