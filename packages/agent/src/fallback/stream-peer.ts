import type { ServerResponse } from 'node:http'
import type { Peer } from '../session/session.ts'
import type { Totals } from '../totals.ts'

/** A stream that was ended and not taken is destroyed this long after, ms. */
const PATIENCE_MS = 2_000

/** An event stream as the far end of a session: one `data:` line a frame. */
export class StreamPeer implements Peer {
  readonly #res: ServerResponse
  readonly #totals: Totals

  constructor(res: ServerResponse, totals: Totals) {
    this.#res = res
    this.#totals = totals
  }

  get bufferedAmount(): number {
    return this.#res.writableLength
  }

  get takenBytes(): number {
    const { socket } = this.#res
    return socket ? socket.bytesWritten - socket.writableLength : 0
  }

  /** In-band frames are JSON on one line. */
  deliver(frame: string): void {
    if (this.#res.writableEnded || this.#res.destroyed) return
    this.#totals.messagesOut++
    this.#totals.bytesOut += frame.length
    this.#res.write(`data: ${frame}\n\n`)
  }

  /** Never called: a stream only exists for clients that speak the protocol. */
  publish(): void {}

  /** A stream cannot be asked; the beat that goes out with every ping has to do. */
  ping(): void {}

  /** Whoever does not take the end is not waited for: the host may be about to go. */
  close(): void {
    const res = this.#res
    if (res.writableEnded || res.destroyed) return
    const timer = setTimeout(() => res.destroy(), PATIENCE_MS).unref()
    res.once('close', () => clearTimeout(timer))
    res.end()
  }

  terminate(): void {
    this.#res.destroy()
  }
}

/** A client that polls: there is nothing to write to between its questions. */
export const ABSENT_PEER: Peer = {
  bufferedAmount: 0,
  deliver() {},
  publish() {},
  ping() {},
  close() {},
  terminate() {},
}
