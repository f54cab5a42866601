import type { NodeReading } from '../node-reading.ts'
import { DESCRIPTOR_LIMIT_FACTOR } from '../saturation/descriptors.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import type { PlanStep } from './incident.ts'

/** Steps that more than one plan has. */

/** Limits belong to the agent: they are set where it is attached, and no order reaches them. */
export function enforceLimits({ adapter }: NodeReading): PlanStep {
  return {
    id: 'limits',
    text: 'Switch the limits per client and per address from observe to enforce; the rest is refused with a time to retry. Behind a proxy, set trustedProxies first: else all clients count as its one address.',
    where: 'server',
    command: attachLine(adapter, "limits: { mode: 'enforce' }"),
  }
}

export const reduceTier: PlanStep = {
  id: 'tier',
  text: 'Order tier 2 on the nodes concerned: droppable updates stop, others go out once a second, messages are smaller.',
  where: 'here',
  command: 'tier',
}

export function cacheAuth({ adapter }: NodeReading): PlanStep {
  return {
    id: 'auth',
    text: 'Let the agent authenticate, so that reconnects are answered from its cache (10,000 tokens for 300 s).',
    where: 'server',
    command: attachLine(adapter, 'authenticate'),
  }
}

const ATTACH: Record<string, string> = { mqtt: 'attachMqtt(aedes', 'socket.io': 'attachSocketIo(io' }

/** The line that attaches the agent to this kind of server, with an option: `attach(wss, { …, authenticate })`. */
export function attachLine(adapter: string | null, option: string): string {
  return `${ATTACH[adapter ?? ''] ?? 'attach(wss'}, { …, ${option} })`
}

export const callOnSite: PlanStep = {
  id: 'call',
  text: 'Tell the people on site, by call, email or API, before anything is restarted.',
  where: 'people',
  command: null,
}

/** F16: the limit ought to be three times the peak; the product's own recommendation is never undercut. */
export function raiseDescriptors(node: NodeReading): PlanStep {
  const RECOMMENDED = 1_048_576
  const wanted = Math.max(RECOMMENDED, (node.descriptorsOpen ?? 0) * DESCRIPTOR_LIMIT_FACTOR)
  return {
    id: 'descriptors',
    text: `Raise the descriptor limit of ${node.id} to ${wanted}.`,
    where: 'server',
    command: `systemctl edit YOUR-SERVICE  # [Service] LimitNOFILE=${wanted}`,
  }
}

/** Names the release when one version makes most of the attempts. */
export function fixClient(node: NodeReading): PlanStep {
  const version = leadingVersion(node)
  const which = version === null ? 'the clients' : `client ${version}`
  return {
    id: 'client',
    text: `Ship a fix for ${which}: exponential backoff with jitter, at most 7 attempts, one connection at a time.`,
    where: 'client',
    command: null,
  }
}
