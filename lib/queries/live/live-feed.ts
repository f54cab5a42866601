import { backoffMs } from '@stormdeck/protocol'
import type { FeedMessage } from '../../contract/feed.ts'
import { applyFeed, type FeedPicture } from '../../contract/feed-apply.ts'
import type { LiveLink } from './live-link.ts'
import { readOnce, readStream } from './read-stream.ts'

export type LiveFeedEvents = {
  /** A message, and the picture after it. */
  onMessage: (message: FeedMessage, picture: FeedPicture) => void
  onLink: (link: LiveLink) => void
}

export type LiveFeedDeps = {
  url: string
  fetchFrom: typeof fetch
  random: () => number
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** After this many failed streams in a row a plain request is tried in between: some proxies hold streams back. */
const STREAMS_BEFORE_POLLING = 2
/** While polling, every so many requests a stream is tried again. */
const POLLS_BEFORE_STREAM = 15
const POLL_MS = 2_000
/** The monitor must not add to a storm: slower while the fleet is at tier 4 or 5. */
const POLL_DEGRADED_MS = 5_000

export const wait: LiveFeedDeps['wait'] = (ms, signal) =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    const give = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', give, { once: true })
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
    if (carrier === 'stream') failures = 0
    events.onMessage(message, picture)
    events.onLink({ status: 'live', carrier })
  }
  const polled = async () => {
    for (let n = 0; n < POLLS_BEFORE_STREAM && !signal.aborted; n++) {
      accept(await readOnce(deps.fetchFrom, deps.url, signal), 'poll')
      const tier = picture?.state.tier.ordered ?? 1
      await deps.wait((tier >= 4 ? POLL_DEGRADED_MS : POLL_MS) * (0.9 + 0.2 * deps.random()), signal)
    }
  }
  while (!signal.aborted) {
    try {
      if (failures >= STREAMS_BEFORE_POLLING) await polled()
      for await (const message of readStream(deps.fetchFrom, deps.url, signal)) accept(message, 'stream')
    } catch (error) {
      if (signal.aborted) return
      picture = null
      failures += 1
      events.onLink({ status: 'lost', error: sentence(error), failures })
      await deps.wait(backoffMs(failures - 1, deps.random), signal)
    }
  }
}

function sentence(error: unknown): string {
  if (error instanceof TypeError) return 'The server cannot be reached.'
  if (error instanceof DOMException) return 'The server went silent.'
  return error instanceof Error ? error.message : 'The live feed failed.'
}
