import {
  type AgentStatus,
  agentStatusShape,
  CONTROL_PATHS,
  type HostLimits,
  hostLimitsShape,
  parse,
  type Shape,
  type TopClients,
  topClientsShape,
} from '@stormdeck/protocol'
import { readCa } from '../config/read-ca.ts'
import { readSecret } from '../config/read-secret.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { createOutbound, type Outbound, type OutboundAnswer } from '../outbound/outbound-request.ts'
import { type AddressPins, createAddressPins } from '../outbound/pinned-address.ts'
import type { AgentTarget } from './agent-node.ts'
import { AgentReadError, answeredSentence, failureSentence } from './agent-read-error.ts'

/** protocol.md: a status is held at most this long, and given up half a second later. */
export const STATUS_WAIT_MS = 1_000
export const STATUS_GRACE_MS = 500
/** A whole minute of eight series and everything else is about 30 KB. */
export const MAX_STATUS_BYTES = 256 * 1024
const MAX_DETAIL_BYTES = 128 * 1024
const DETAIL_DEADLINE_MS = 2_000

export type StatusQuery = { since: string | null; burst: number | null; waitMs?: number }

/** The calls to one agent: one kept-alive connection for status, one for what people ask in between. */
export type AgentLink = {
  /** @throws {AgentReadError} a sentence about this agent */
  status(query: StatusQuery): Promise<AgentStatus>
  limits(): Promise<HostLimits>
  clients(top: number): Promise<TopClients>
  close(): void
}

/** @param baseDir what relative paths of token and CA files are relative to */
export function createAgentLink(
  target: AgentTarget,
  baseDir: string,
  pins: AddressPins = createAddressPins(),
): AgentLink {
  let links: { reader: Outbound; asker: Outbound } | null = null

  /** A CA file that cannot be read is this agent's trouble, until it can. */
  function open() {
    if (links !== null) return links
    const ca = caOf(target, baseDir)
    // The reader's own connection stays open even when the agent has no descriptor left for a new one.
    links = {
      reader: createOutbound({ pins, ca, maxSockets: 1 }),
      asker: createOutbound({ pins, ca, maxSockets: 1 }),
    }
    return links
  }

  async function get<T>(from: 'reader' | 'asker', path: string, limits: Limits, shape: Shape<T>): Promise<T> {
    const url = new URL(target.url.replace(/\/+$/, '') + path)
    const headers: Record<string, string> = { accept: 'application/json' }
    if (target.readTokenFile !== null)
      headers.authorization = `Bearer ${readSecret(target.readTokenFile, baseDir)}`
    let answer: OutboundAnswer
    try {
      answer = await open()[from].request({ url, headers, ...limits })
    } catch (error) {
      if (error instanceof OutboundError)
        throw new AgentReadError(...failureSentence(error.failure, target.url))
      throw error
    }
    if (answer.status !== 200) throw new AgentReadError(answeredSentence(answer.status, target.url), true)
    return read(answer.body, shape, target.url)
  }

  return {
    status: ({ since, burst, waitMs = STATUS_WAIT_MS }) => {
      const query = new URLSearchParams({ wait: `${waitMs}` })
      if (since !== null) query.set('since', since)
      if (burst !== null) query.set('burst', `${burst}`)
      const limits = { deadlineMs: waitMs + STATUS_GRACE_MS, maxBytes: MAX_STATUS_BYTES }
      return get('reader', `${CONTROL_PATHS.status}?${query}`, limits, agentStatusShape)
    },
    limits: () => get('asker', CONTROL_PATHS.limits, detail, hostLimitsShape),
    clients: top => get('asker', `${CONTROL_PATHS.clients}?top=${top}`, detail, topClientsShape),
    close() {
      links?.reader.close()
      links?.asker.close()
    },
  }
}

type Limits = { deadlineMs: number; maxBytes: number }
const detail: Limits = { deadlineMs: DETAIL_DEADLINE_MS, maxBytes: MAX_DETAIL_BYTES }

function read<T>(body: string, shape: Shape<T>, url: string): T {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw new AgentReadError(`${url} answers with something that is not JSON; is it a Stormdeck agent?`, true)
  }
  const parsed = parse(shape, json)
  if (parsed.ok) return parsed.value
  throw new AgentReadError(
    `${url} answers with a status we cannot read (${parsed.error}); are agent and dashboard of one version?`,
    true,
  )
}

/** @throws {AgentReadError} */
function caOf(target: AgentTarget, baseDir: string): string | undefined {
  try {
    return target.caFile === null ? undefined : readCa(target.caFile, baseDir)
  } catch (error) {
    throw new AgentReadError((error as Error).message, true)
  }
}
