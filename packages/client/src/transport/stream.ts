import { readText } from '../frame.ts'
import type { Event } from '../machine/model.ts'
import { get, readFrames, refused } from './request.ts'

/** A line longer than this is no frame of ours. */
const MAX_LINE = 4 * 1024 * 1024

/** Reads `data:` lines, one frame each, until the server ends the stream. By fetch, since EventSource hides the status. */
export async function readStream(
  fetch: typeof globalThis.fetch,
  url: string,
  token: string | null | undefined,
  signal: AbortSignal,
  report: (event: Event) => void,
): Promise<void> {
  const response = await get(fetch, url, token, signal)
  if (response.status !== 200 || !response.body) {
    await readFrames(response, report)
    refused(response, report)
    return
  }
  report({ type: 'opened' })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done || rest.length > MAX_LINE) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const frame = line.startsWith('data:') && readText(line.slice(5).trim())
      if (frame) report({ type: 'frame', frame })
    }
  }
  report({ type: 'ended' })
}
