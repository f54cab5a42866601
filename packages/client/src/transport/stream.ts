import { readText } from '../frame.ts'
import type { Event } from '../machine/model.ts'

/** A line longer than this (UTF-16 units) is no frame of ours: a server keeps 8 MiB of messages, or one that is larger. */
const MAX_LINE = 16 * 1024 * 1024

/** Reads `data:` lines, one frame each, until the server ends the stream. By fetch, since EventSource hides the status. */
export async function readStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  report: (event: Event) => void,
): Promise<void> {
  report({ type: 'opened' })
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
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
