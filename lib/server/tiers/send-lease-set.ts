import {
  CONTROL_PATHS,
  parse,
  type SignedLeaseSet,
  type TierApplied,
  type TierRefused,
  tierAppliedShape,
  tierRefusedShape,
} from '@stormdeck/protocol'
import { OutboundError } from '../outbound/outbound-error.ts'
import { createOutbound, type Outbound } from '../outbound/outbound-request.ts'
import { type AddressPins, createAddressPins } from '../outbound/pinned-address.ts'

/** Where a node takes orders. */
export type NodeTarget = {
  id: string
  group: string
  /** Base URL of the agent's control listener. */
  url: string
  /** Read again for every sending. @throws {Error} a sentence, where a file cannot be used */
  credentials?: () => Credentials
}

type Credentials = {
  /** For a listener that wants a token for orders besides the signature. */
  writeToken: string | null
  /** PEM of the authority that signed the listener's certificate. */
  ca: string | null
}

const NO_CREDENTIALS: Credentials = { writeToken: null, ca: null }

/** What became of one sending. `unreachable`: no answer, so nothing is known. */
export type SendAnswer =
  | { kind: 'applied'; applied: TierApplied }
  | { kind: 'refused'; refused: TierRefused }
  | { kind: 'unreachable'; why: string }

export type SendLeaseSet = (target: NodeTarget, set: SignedLeaseSet) => Promise<SendAnswer>

/** A sending that has no answer by then is given up; the next status starts another one. */
const DEADLINE_MS = 1_000
const MAX_ANSWER_BYTES = 16_384

/**
 * Sends over one kept-alive connection per agent, like everything else that goes out: to a checked and pinned address,
 * without redirects, with a deadline and a size limit.
 */
export function createHttpSender(pins: AddressPins = createAddressPins()): {
  send: SendLeaseSet
  close(): void
} {
  const links = new Map<string | null, Outbound>()

  /** One for each authority; each holds one connection per agent. */
  function linkFor(ca: string | null): Outbound {
    const known = links.get(ca)
    if (known) return known
    const made = createOutbound({ pins, maxSockets: 1, ...(ca === null ? {} : { ca }) })
    links.set(ca, made)
    return made
  }

  return {
    send: async (target, set) => {
      try {
        const { writeToken, ca } = target.credentials?.() ?? NO_CREDENTIALS
        const { status, body } = await linkFor(ca).request({
          url: new URL(target.url.replace(/\/+$/, '') + CONTROL_PATHS.tier),
          method: 'PUT',
          headers: {
            'content-type': 'application/json',
            ...(writeToken ? { authorization: `Bearer ${writeToken}` } : {}),
          },
          body: JSON.stringify(set),
          deadlineMs: DEADLINE_MS,
          maxBytes: MAX_ANSWER_BYTES,
        })
        return readAnswer(status, body)
      } catch (error) {
        return { kind: 'unreachable', why: whyUnreachable(error) }
      }
    },
    close: () => {
      for (const link of links.values()) link.close()
    },
  }
}

function whyUnreachable(error: unknown): string {
  if (!(error instanceof OutboundError)) return error instanceof Error ? error.message : String(error)
  const { failure } = error
  switch (failure.kind) {
    case 'unreachable':
    case 'tls':
      return failure.code
    case 'deadline':
      return `it did not answer within ${DEADLINE_MS / 1000} s`
    case 'too-large':
      return 'its answer is too large'
    case 'redirect':
      return 'it redirects; name the address that answers'
    case 'no-address':
      return `${failure.host} does not resolve`
    case 'forbidden-address':
      return `${failure.address} is not called: ${failure.why}`
  }
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
