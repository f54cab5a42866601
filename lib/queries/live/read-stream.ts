import { type FeedMessage, parseFeedMessage } from '../../contract/feed.ts'
import { createSseDecoder } from './sse-decoder.ts'

/** Three seconds without a message mean that server or network is gone; one more for a busy machine. */
export const SILENCE_MS = 4_000

/** A message that this code cannot read: odd, or of another build. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage'
}

/** Turns what the server sent into a message, or throws a sentence. */
export function decodeMessage(json: string): FeedMessage {
  const parsed = parseFeedMessage(JSON.parse(json))
  if (!parsed.ok) throw new UnreadableMessage(`The live feed sent something unexpected (${parsed.error}).`)
  return parsed.value
}

/**
 * The live feed as a stream of messages, from a fetch rather than an EventSource: that one hides the status of a
 * refusal and retries without jitter. Ends by throwing, also after {@link SILENCE_MS} of silence.
 */
export async function* readStream(
  fetchFrom: typeof fetch,
  url: string,
  outer: AbortSignal,
): AsyncGenerator<FeedMessage> {
  const silence = new AbortController()
  let watchdog: ReturnType<typeof setTimeout> | undefined
  const heard = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => silence.abort(new Error('The server went silent.')), SILENCE_MS)
  }
  try {
    heard()
    const signal = AbortSignal.any([outer, silence.signal])
    const answer = await fetchFrom(url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal,
    })
    if (!answer.ok || answer.body === null) throw new Error(`The server answered ${answer.status}.`)
    const decode = createSseDecoder()
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const piece = await reader.read()
      if (piece.done) throw new Error('The server ended the live feed.')
      heard()
      for (const json of decode(piece.value)) yield decodeMessage(json)
    }
  } finally {
    clearTimeout(watchdog)
    silence.abort()
  }
}

/** One full message by a plain request, for networks that hold streams back. */
export async function readOnce(
  fetchFrom: typeof fetch,
  url: string,
  outer: AbortSignal,
): Promise<FeedMessage> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(SILENCE_MS)])
  const answer = await fetchFrom(`${url}?once=1`, { cache: 'no-store', signal })
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`)
  return decodeMessage(await answer.text())
}
