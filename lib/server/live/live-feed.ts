import type { HotAttempts } from '../../contract/feed.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import type { FleetState } from '../../domain/fleet-state.ts'

export const MAX_VIEWERS = 512
/** What may wait for one viewer. Beyond it patches are skipped, and a full message follows once it reads again. */
export const VIEWER_BUFFER_BYTES = 1024 * 1024
/** A viewer that has read nothing for this many messages is gone. */
const MAX_SKIPPED = 60

export type LiveFeed = {
  /** Makes one message of the state and hands it to every viewer; it is serialised once. */
  publish(state: FleetState, hot: HotAttempts, early?: boolean): void
  /** A stream of server-sent events that begins with a full message; `null` when there are too many viewers. */
  open(signal: AbortSignal): ReadableStream<Uint8Array> | null
  /** One full message as JSON; `null` before the first state. */
  once(): string | null
  state(): FleetState | null
  viewers(): number
  /** Bytes and messages published since start, counted once whatever the number of viewers. */
  totals(): { messages: number; bytes: number }
  close(): void
}

type Viewer = { controller: ReadableStreamDefaultController<Uint8Array>; skipped: number; leave: () => void }

/** @param hotNow every hot bucket of the last minute, for a viewer that begins */
export function createLiveFeed(hotNow: () => HotAttempts): LiveFeed {
  const encoder = createFeedEncoder()
  const viewers = new Set<Viewer>()
  const bytes = new TextEncoder()
  const totals = { messages: 0, bytes: 0 }
  let latest: FleetState | null = null
  let latestFull: { seq: number; json: string; frame: Uint8Array } | null = null
  let closed = false

  const frameOf = (seq: number, json: string) => bytes.encode(`id: ${seq}\ndata: ${json}\n\n`)

  /** One full message for all who begin between two messages. */
  function full(): { seq: number; json: string; frame: Uint8Array } | null {
    const seq = encoder.picture()?.seq
    if (seq === undefined || latestFull?.seq === seq) return latestFull
    const message = encoder.full(hotNow())
    if (message === null) return null
    const json = JSON.stringify(message)
    latestFull = { seq, json, frame: frameOf(seq, json) }
    return latestFull
  }

  function send(viewer: Viewer, patch: Uint8Array): void {
    if ((viewer.controller.desiredSize ?? 0) <= 0) {
      viewer.skipped++
      if (viewer.skipped > MAX_SKIPPED) viewer.leave()
      return
    }
    const frame = viewer.skipped > 0 ? full()?.frame : patch
    viewer.skipped = 0
    if (frame !== undefined) viewer.controller.enqueue(frame)
  }

  return {
    publish(state, hot, early = false) {
      latest = state
      const message = encoder.next(state, hot, early)
      const frame = frameOf(message.seq, JSON.stringify(message))
      totals.messages++
      totals.bytes += frame.byteLength
      for (const viewer of viewers) send(viewer, frame)
    },
    open(signal) {
      if (closed || viewers.size >= MAX_VIEWERS) return null
      let viewer: Viewer | null = null
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const leave = () => {
              if (viewer === null || !viewers.delete(viewer)) return
              signal.removeEventListener('abort', leave)
              closeQuietly(controller)
            }
            viewer = { controller, skipped: 0, leave }
            viewers.add(viewer)
            signal.addEventListener('abort', leave)
            controller.enqueue(bytes.encode('retry: 1000\n\n'))
            const first = full()
            if (first !== null) controller.enqueue(first.frame)
          },
          cancel: () => viewer?.leave(),
        },
        { highWaterMark: VIEWER_BUFFER_BYTES, size: chunk => chunk.byteLength },
      )
    },
    once: () => full()?.json ?? null,
    state: () => latest,
    viewers: () => viewers.size,
    totals: () => ({ ...totals }),
    close() {
      closed = true
      for (const viewer of viewers) viewer.leave()
    },
  }
}

/** A stream that its reader has cancelled cannot be closed again. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close()
  } catch {
    // Cancelled by the reader.
  }
}
