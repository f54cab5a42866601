import { ADDRESS_SHARE_WARNING, type AgentStatus } from '@stormdeck/protocol'
import type { DescriptorReading } from '../observe/descriptors.ts'
import type { StatusSources } from './status-sources.ts'

type Warning = AgentStatus['warnings'][number]

/** F16: descriptors should be this many times the peak of connections. */
const DESCRIPTORS_PER_PEAK = 3
/** Below this the share of one address says nothing. */
const MIN_CONNECTIONS_FOR_SHARE = 50

/** What a person should put right, each with the exact way to do it. */
export function warningsOf(sources: StatusSources, descriptors: DescriptorReading): Warning[] {
  const { core } = sources
  return [
    ...sources.adapterWarnings,
    exhaustedWarning(sources),
    descriptorWarning(descriptors, core.peakConnections),
    proxyWarning(sources),
    sources.hostWarning,
    core.tier.notice === null ? null : { id: 'journal', text: core.tier.notice, fix: null },
  ].filter(warning => warning !== null)
}

function exhaustedWarning({ lowerBound }: StatusSources): Warning | null {
  const { active, why } = lowerBound.status
  if (!active || why === null) return null
  return { id: 'hidden-attempts', text: `Attempts are hidden: ${why}.`, fix: null }
}

function descriptorWarning({ limit }: DescriptorReading, peak: number): Warning | null {
  if (limit === null || limit >= peak * DESCRIPTORS_PER_PEAK) return null
  const wanted = Math.ceil((peak * DESCRIPTORS_PER_PEAK) / 1024) * 1024
  return {
    id: 'descriptor-limit',
    text: `The descriptor limit of ${limit} is under 3 × the peak of ${peak} connections.`,
    fix: `systemctl edit YOUR-SERVICE  # [Service] LimitNOFILE=${wanted}`,
  }
}

/** F10: behind a proxy every client seems to be one, and a limit per address would be an outage. */
function proxyWarning({ core }: StatusSources): Warning | null {
  const { current } = core.pool
  const top = core.addresses.top(1)[0]
  if (current < MIN_CONNECTIONS_FOR_SHARE || !top || top.connections / current <= ADDRESS_SHARE_WARNING)
    return null
  const percent = Math.round((100 * top.connections) / current)
  return {
    id: 'one-address',
    text: `${percent} % of all connections come from one address: a proxy or NAT. Limits per address would hit everybody.`,
    fix: "limits: { trustedProxies: ['ADDRESS-OF-THE-PROXY'] }",
  }
}
