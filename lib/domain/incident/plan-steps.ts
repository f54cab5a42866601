import type { NodeReading } from '../node-reading.ts'
import { DESCRIPTOR_LIMIT_FACTOR } from '../saturation/descriptors.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import type { PlanStep } from './incident.ts'

/** Steps that more than one plan has. */

export const enforceLimits: PlanStep = {
  id: 'limits',
  text: 'Switch the limits per client and per address from observe to enforce, and refuse the rest with a window.',
  where: 'here',
  command: 'limits',
}

export const reduceTier: PlanStep = {
  id: 'tier',
  text: 'Order tier 2 on the nodes concerned: no broadcasts, smaller messages, batched updates.',
  where: 'here',
  command: 'tier',
}

export const cacheAuth: PlanStep = {
  id: 'auth',
  text: 'Answer reconnects from the authentication cache (10,000 tokens for 300 s).',
  where: 'server',
  command: 'auth: { cache: { tokens: 10_000, ttlMs: 300_000 } }',
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
