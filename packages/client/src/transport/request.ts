import { MAX_TOLD_MS, readFrame } from '../frame.ts'
import type { Event } from '../machine/model.ts'

export type Request = {
  fetch: typeof fetch
  url: string
  token: string | null
  signal: AbortSignal
  accept: string
}

export function send({ fetch, url, token, signal, accept }: Request): Promise<Response> {
  return fetch(url, {
    signal,
    cache: 'no-store',
    headers: { accept, ...(token !== null && { authorization: `Bearer ${token}` }) },
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

/** Reports an answer other than 200: its frames, then its status and the time it asks for. */
export async function refused(response: Response, report: (event: Event) => void): Promise<void> {
  await readFrames(response, report)
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  report({
    type: 'ended',
    status: response.status,
    retryAfterMs: seconds >= 0 ? Math.min(seconds * 1_000, MAX_TOLD_MS) : null,
  })
}

/** One poll, snapshot or hint. */
export async function ask(request: Request, report: (event: Event) => void): Promise<void> {
  const response = await send(request)
  if (response.status !== 200) return refused(response, report)
  await readFrames(response, report)
  report({ type: 'polled' })
}
