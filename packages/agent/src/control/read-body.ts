import type { IncomingMessage } from 'node:http'

/** A signed set has at most 32 KiB of payload. */
const MAX_BODY_BYTES = 64 * 1024

/** The body as JSON; `undefined` when it is too large, cut off or not JSON. */
export async function readJsonBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of req) {
      bytes += (chunk as Buffer).length
      if (bytes > MAX_BODY_BYTES) return undefined
      chunks.push(chunk as Buffer)
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
