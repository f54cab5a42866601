import { readFrame, told } from '../frame.ts'
import type { Event } from '../machine/model.ts'
import { readStream } from './stream.ts'

/**
 * Reports the frames of an answer that is a list of them. What cannot be read is left out.
 * @returns whether it is a list: an application's own page, a portal's, or half an answer is none
 */
async function readFrames(response: Response, report: (event: Event) => void): Promise<boolean> {
  const list: unknown = await response.json().catch(() => null)
  if (!Array.isArray(list)) return false
  for (const value of list) {
    const frame = readFrame(value)
    if (frame) report({ type: 'frame', frame })
  }
  return true
}

/**
 * One event stream, poll, snapshot or hint. Whatever the answer, its frames come first; then that it is complete, or
 * its status and the time that it asks for. A 200 without a list of frames ends like any other status.
 * @param stream an answer of 200 is read as an event stream
 * @throws what fetch throws: nobody answered, or a stream broke off
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
  const { status, headers } = response
  if (status === 200 && stream) return readStream(response.body as ReadableStream, report)
  const complete = await readFrames(response, report)
  const seconds = Number.parseFloat(headers.get('retry-after') as string)
  report(
    complete && status === 200
      ? { type: 'polled' }
      : { type: 'ended', status, retryAfterMs: told(seconds * 1_000) },
  )
}
