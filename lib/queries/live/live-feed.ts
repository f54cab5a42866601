import { backoffMs } from '@stormdeck/protocol'
import type { FeedMessage } from '../../contract/feed.ts'
import { applyFeed, type FeedPicture } from '../../contract/feed-apply.ts'
import { pollIntervalMs } from './feed-rhythm.ts'
import type { LiveLink } from './live-link.ts'
import { isOutdated } from './own-build.ts'
import { readOnce, readStream, UnreadableMessage } from './read-stream.ts'

export type LiveFeedEvents = {
  /** A message, and the picture after it. */
  onMessage: (message: FeedMessage, picture: FeedPicture) => void
  onLink: (link: LiveLink) => void
}

export type LiveFeedDeps = {
  url: string
  fetchFrom: typeof fetch
  random: () => number
  /** Build of this code; `null`: not known. */
  ownBuild: string | null
  /** Ends early when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** After this many failed streams in a row plain requests take over: some proxies hold streams back. */
const STREAMS_BEFORE_POLLING = 2
/** While polling, every so many requests a stream is tried beside them. */
const POLLS_BEFORE_STREAM = 15

const NEW_VERSION = 'The server runs a new version; load this page again.'

/** Resolves after `ms`, or when the signal aborts; leaves nothing behind on it. */
export const wait: LiveFeedDeps['wait'] = (ms, signal) =>
  new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })

/**
 * Follows the live feed until `signal` aborts: a stream, else polling, with a jittered backoff (F30's, without its
 * last attempt: a monitor never gives up). A message that does not follow the picture starts over with a full one.
 */
export async function followFeed(
  deps: LiveFeedDeps,
  events: LiveFeedEvents,
  signal: AbortSignal,
): Promise<void> {
  let picture: FeedPicture | null = null
  let failures = 0

  const accept = (message: FeedMessage, carrier: 'stream' | 'poll') => {
    picture = applyFeed(carrier === 'poll' ? null : picture, message)
    if (picture === null) throw new Error('A message of the live feed was missed.')
    failures = 0
    events.onMessage(message, picture)
    events.onLink({ status: 'live', carrier })
  }
  const failed = async (error: unknown): Promise<number> => {
    picture = null
    failures += 1
    const lost = { status: 'lost', error: sentence(error), failures } as const
    const outdated =
      error instanceof UnreadableMessage && (await isOutdated(deps.fetchFrom, deps.ownBuild, signal))
    events.onLink(outdated ? { ...lost, error: NEW_VERSION, outdated } : lost)
    return backoffMs(failures - 1, deps.random)
  }

  /** Polls until a stream delivers beside it; `null` when all is over. */
  async function poll(): Promise<Stream | null> {
    let untilProbe = POLLS_BEFORE_STREAM
    let probe: Probe | null = null
    while (!signal.aborted) {
      const until = probe === null ? signal : AbortSignal.any([signal, probe.ended])
      let pauseMs = 0
      try {
        accept(await readOnce(deps.fetchFrom, deps.url, until), 'poll')
        untilProbe -= 1
        pauseMs = pollIntervalMs(picture?.state.tier.ordered ?? 1, deps.random)
      } catch (error) {
        if (!until.aborted) pauseMs = await failed(error)
        // A server that was gone serves streams when it is back.
        untilProbe = Math.min(untilProbe, 1)
      }
      if (!until.aborted) await deps.wait(pauseMs, until)
      if (probe?.ended.aborted) {
        if (probe.stream !== null) return probe.stream
        probe = null
      } else if (probe === null && untilProbe <= 0 && !signal.aborted) {
        untilProbe = POLLS_BEFORE_STREAM
        probe = probeStream(deps, signal)
      }
    }
    return null
  }

  let streamsFailed = 0
  while (!signal.aborted) {
    try {
      const stream: Stream | null =
        streamsFailed >= STREAMS_BEFORE_POLLING ? await poll() : readStream(deps.fetchFrom, deps.url, signal)
      for await (const message of stream ?? []) {
        accept(message, 'stream')
        streamsFailed = 0
      }
    } catch (error) {
      if (signal.aborted) return
      streamsFailed += 1
      await deps.wait(await failed(error), signal)
    }
  }
}

type Stream = AsyncIterable<FeedMessage>
/** `ended` aborts once it is known whether the stream delivers; `stream` is `null` when it does not. */
type Probe = { ended: AbortSignal; stream: Stream | null }

/** Tries a stream without anybody waiting for it. */
function probeStream(deps: LiveFeedDeps, signal: AbortSignal): Probe {
  const ending = new AbortController()
  const probe: Probe = { ended: ending.signal, stream: null }
  const messages = readStream(deps.fetchFrom, deps.url, signal)
  messages
    .next()
    .then(({ value, done }) => {
      if (!done) probe.stream = beginningWith(value, messages)
    })
    // Polling goes on, and a stream is tried again later.
    .catch(() => {})
    .finally(() => ending.abort())
  return probe
}

async function* beginningWith(
  first: FeedMessage,
  rest: AsyncGenerator<FeedMessage>,
): AsyncGenerator<FeedMessage> {
  try {
    yield first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

function sentence(error: unknown): string {
  if (error instanceof TypeError) return 'The server cannot be reached.'
  if (error instanceof DOMException) return 'The server went silent.'
  return error instanceof Error ? error.message : 'The live feed failed.'
}
