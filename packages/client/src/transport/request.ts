import { readFrame, told } from '../frame.ts'
import type { Event } from '../machine/model.ts'

type Fetch = typeof fetch

export function get(
  fetch: Fetch,
  url: string,
  token: string | null | undefined,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url, {
    signal,
    cache: 'no-store',
    headers: token ? { authorization: `Bearer ${token}` } : {},
  })
}

/** Reports the frames of an answer that is a list of them. What cannot be read is left out. */
export async function readFrames(response: Response, report: (event: Event) => void): Promise<void> {
  const list: unknown = await response.json().catch(() => null)
  if (!Array.isArray(list)) return
  for (const value of list) {
    const frame = readFrame(value)
    if (frame) report({ type: 'frame', frame })
  }
}

/** Reports the status of an answer other than 200, and the time it asks for. */
export function refused(response: Response, report: (event: Event) => void): void {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  report({ type: 'ended', status: response.status, retryAfterMs: told(seconds * 1_000) })
}

/** One poll, snapshot or hint. */
export async function ask(
  fetch: Fetch,
  url: string,
  token: string | null | undefined,
  signal: AbortSignal,
  report: (event: Event) => void,
): Promise<void> {
  const response = await get(fetch, url, token, signal)
  await readFrames(response, report)
  if (response.status === 200) report({ type: 'polled' })
  else refused(response, report)
}
