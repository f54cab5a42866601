import { parse, type Shape } from '@stormdeck/protocol'
import { ApiFailure } from './api-failure.ts'

export const MAX_BODY_BYTES = 16 * 1024

/**
 * The body of a write, parsed. Reads no more than `maxBytes`, whatever the header says.
 * @throws {ApiFailure} too-large or bad-request
 */
export async function readBody<T>(request: Request, shape: Shape<T>, maxBytes = MAX_BODY_BYTES): Promise<T> {
  const parsed = parse(shape, jsonOf(await readText(request, maxBytes)))
  if (!parsed.ok) throw new ApiFailure('bad-request', `The request does not fit: ${parsed.error}.`)
  return parsed.value
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = request.body?.getReader()
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    bytes += read.value.byteLength
    if (bytes > maxBytes) {
      await reader?.cancel()
      throw new ApiFailure('too-large', `The request is larger than ${maxBytes / 1024} KiB.`)
    }
    parts.push(read.value)
  }
  return Buffer.concat(parts).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiFailure('bad-request', 'The request is not valid JSON.')
  }
}
