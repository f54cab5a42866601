import * as http from 'node:http'
import * as https from 'node:https'
import {
  CONTROL_PATHS,
  parse,
  type SignedLeaseSet,
  type TierApplied,
  type TierRefused,
  tierAppliedShape,
  tierRefusedShape,
} from '@stormdeck/protocol'

/** Where a node takes orders. */
export type NodeTarget = {
  id: string
  group: string
  /** Base URL of the agent's control listener. */
  url: string
  /** For a listener that wants a token for orders besides the signature. */
  writeToken?: string | null
  /** PEM of the authority that signed the listener's certificate. */
  ca?: string | null
}

/** What became of one sending. `unreachable`: no answer, so nothing is known. */
export type SendAnswer =
  | { kind: 'applied'; applied: TierApplied }
  | { kind: 'refused'; refused: TierRefused }
  | { kind: 'unreachable'; why: string }

export type SendLeaseSet = (target: NodeTarget, set: SignedLeaseSet) => Promise<SendAnswer>

/** A sending that has no answer by then is given up; the next status starts another one. */
const DEADLINE_MS = 1_000
const MAX_ANSWER_BYTES = 16_384

/** Sends over one kept-alive connection per agent, without redirects, with a deadline and a size limit. */
export function createHttpSender(): { send: SendLeaseSet; close(): void } {
  const options = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1, scheduling: 'fifo' } as const
  const plain = new http.Agent(options)
  const secure = new https.Agent(options)
  return {
    send: async (target, set) => {
      try {
        const { status, body } = await put(target, set, { plain, secure })
        return readAnswer(status, body)
      } catch (error) {
        const why =
          error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
        return { kind: 'unreachable', why }
      }
    },
    close: () => {
      plain.destroy()
      secure.destroy()
    },
  }
}

function put(
  target: NodeTarget,
  set: SignedLeaseSet,
  agents: { plain: http.Agent; secure: https.Agent },
): Promise<{ status: number; body: string }> {
  const url = new URL(target.url.replace(/\/+$/, '') + CONTROL_PATHS.tier)
  const body = JSON.stringify(set)
  const tls = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (tls ? https : http).request(url, {
      method: 'PUT',
      agent: tls ? agents.secure : agents.plain,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(target.ca ? { ca: target.ca } : {}),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(target.writeToken ? { authorization: `Bearer ${target.writeToken}` } : {}),
      },
    })
    request.once('error', reject)
    request.once('response', response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > MAX_ANSWER_BYTES) request.destroy(new Error('its answer is too large'))
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.once('error', reject)
    })
    request.end(body)
  })
}

function readAnswer(status: number, body: string): SendAnswer {
  let json: unknown = null
  try {
    json = JSON.parse(body)
  } catch {
    return { kind: 'unreachable', why: `it answered ${status} without JSON` }
  }
  if (status === 200) {
    const applied = parse(tierAppliedShape, json)
    if (applied.ok) return { kind: 'applied', applied: applied.value }
  }
  const refused = parse(tierRefusedShape, json)
  if (refused.ok) return { kind: 'refused', refused: refused.value }
  return { kind: 'unreachable', why: `it answered ${status} and not in the form of the protocol` }
}
