import { ADDRESS_SHARE_WARNING, type AgentStatus } from '@stormdeck/protocol'
import type { DescriptorReading } from '../observe/descriptors.ts'
import { NO_DESCRIPTOR_LEFT } from '../observe/lower-bound.ts'
import { descriptorWarning, raiseDescriptors } from './descriptor-warning.ts'
import type { StatusSources } from './status-sources.ts'

type Warning = AgentStatus['warnings'][number]

/** Below this the share of one address says nothing. */
const MIN_CONNECTIONS_FOR_SHARE = 50

/** What a person should put right, each with the exact way to do it. */
export function warningsOf(sources: StatusSources, descriptors: DescriptorReading): Warning[] {
  const { core } = sources
  return [
    ...sources.adapterWarnings(),
    exhaustedWarning(sources, descriptors),
    droppedWarning(sources),
    descriptorWarning(descriptors, core.peakConnections),
    proxyWarning(sources),
    sources.hostWarning,
    core.tier.notice === null ? null : { id: 'journal', text: core.tier.notice, fix: null },
  ].filter(warning => warning !== null)
}

/** Two things hide attempts: no descriptor to accept with, and a queue before accept(2) that is full. */
function exhaustedWarning({ core, lowerBound }: StatusSources, reading: DescriptorReading): Warning | null {
  const { active, why } = lowerBound.status
  if (!active || why === null) return null
  const fix =
    why === NO_DESCRIPTOR_LEFT
      ? raiseDescriptors(Math.max(core.settings.limits.connections * 3, (reading.limit ?? 0) * 2))
      : 'sysctl -w net.core.somaxconn="65535" net.ipv4.tcp_max_syn_backlog="65535"'
  return { id: 'hidden-attempts', text: `Attempts are hidden: ${why}.`, fix }
}

/** Who is dropped hears nothing, so that whoever looks has to. */
function droppedWarning({ core, tcpDrop }: StatusSources): Warning | null {
  if (!tcpDrop?.isActive(core.now())) return null
  return {
    id: 'dropped-at-tcp',
    text: `Connections are reset before their request is read, since refusing them costs too much: ${tcpDrop.total} so far.`,
    fix: null,
  }
}

/** F10: behind a proxy every client seems to be one, and a limit per address would be an outage. */
function proxyWarning({ core }: StatusSources): Warning | null {
  const { current, largestAddress } = core.pool
  const share = largestAddress.connections / current
  if (current < MIN_CONNECTIONS_FOR_SHARE || share <= ADDRESS_SHARE_WARNING) return null
  const percent = Math.round(100 * share)
  return {
    id: 'one-address',
    text: `${percent} % of all connections come from one address: a proxy or NAT. Limits per address would hit everybody.`,
    fix: "limits: { trustedProxies: ['ADDRESS-OF-THE-PROXY'] }",
  }
}
