import { readFrame, told } from '../frame.ts'
import type { Event } from '../machine/model.ts'
import { readStream } from './stream.ts'

/** Reports the frames of an answer that is a list of them. What cannot be read is left out. */
async function readFrames(response: Response, report: (event: Event) => void): Promise<void> {
  const list: unknown = await response.json().catch(() => null)
  if (!Array.isArray(list)) return
  for (const value of list) {
    const frame = readFrame(value)
    if (frame) report({ type: 'frame', frame })
  }
}

/**
 * One event stream, poll, snapshot or hint. Whatever the answer, its frames come first; then that it is complete, or
 * its status and the time that it asks for.
 * @param stream an answer of 200 is read as an event stream
 * @throws what fetch throws: nobody answered, or the answer broke off
 */
export async function request(
  fetch: typeof globalThis.fetch,
  url: string,
  token: string | null | undefined,
  signal: AbortSignal,
  report: (event: Event) => void,
  stream: boolean,
): Promise<void> {
  const response = await fetch(url, {
    signal,
    cache: 'no-store',
    headers: token ? { authorization: `Bearer ${token}` } : {},
  })
  const { status, body } = response
  if (status === 200 && stream && body) return readStream(body, report)
  await readFrames(response, report)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  report(status === 200 ? { type: 'polled' } : { type: 'ended', status, retryAfterMs: told(seconds * 1_000) })
}
