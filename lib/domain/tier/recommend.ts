import { POOL_USAGE_RATIO, type Tier } from '@stormdeck/protocol'
import { formatBytes } from '../../format/bytes.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatPercent } from '../../format/percent.ts'
import { listOf } from '../../format/words.ts'
import type { Recommendation } from '../fleet-state.ts'
import { memoryStatus } from '../memory/memory-per-connection.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from '../pool/filling-status.ts'
import { ratioOf } from '../ratio-of.ts'
import { hasValues } from '../reach.ts'
import { descriptorStatus } from '../saturation/descriptors.ts'
import { fillingText } from '../saturation/node-problems.ts'
import { smallestScope } from '../scope-nodes.ts'
import { returnRatio, safeToStepUp } from './safe-to-step-up.ts'
import { stepTier } from './step-tier.ts'

/** Fan-out is too dear where the process is busy this much, or its loop this late. */
const FAN_OUT_CPU_RATIO = 0.85
const FAN_OUT_LAG_MS = 200

/**
 * What to do about the resource that runs out, most pressing first; `null`: nothing to do (tiers.md, "Choosing").
 * Descriptors and connections are not freed by any tier that keeps sockets or streams, so the answer there is to cap and
 * refuse with a window. A storm as such is never a reason for a tier.
 */
export function recommend(nodes: readonly NodeReading[]): Recommendation | null {
  const seen = nodes.filter(node => hasValues(node.reach))
  return (
    forDescriptors(seen) ?? forConnections(seen) ?? forMemory(seen) ?? forFanOut(seen) ?? forRecovery(nodes)
  )
}

/**
 * The tier that a node's scarce resource asks for, whatever is in force: 1 when none is scarce, `null` where no tier would
 * help. What policy steps towards, and what a step up must not go below.
 */
export function wantedTier(node: NodeReading): Tier | null {
  if (shortOfDescriptors(node) || shortOfConnections(node)) return null
  // First 2; 3 only where 2 is in force and was not enough.
  if (shortOfFanOut(node)) return (node.orderedTier ?? 1) >= 2 ? 3 : 2
  return shortOfMemory(node) ? 2 : 1
}

const soon = (node: NodeReading, resource: NodeReading['fullsFirst']) =>
  node.fullsFirst === resource && fillingStatus(node) === 'critical'

const named = (nodes: readonly NodeReading[]) => listOf(nodes.map(node => node.id))

const descriptorRatio = (node: NodeReading) => ratioOf(node.descriptorsOpen, node.descriptorLimit)
const poolRatio = (node: NodeReading) => ratioOf(node.connections, node.connectionLimit)

const shortOfDescriptors = (node: NodeReading) =>
  descriptorStatus(descriptorRatio(node)) === 'critical' || soon(node, 'descriptors')
const shortOfConnections = (node: NodeReading) =>
  (poolRatio(node) ?? 0) >= POOL_USAGE_RATIO.critical || soon(node, 'connections')
const shortOfMemory = (node: NodeReading) =>
  memoryStatus(node.memoryPerConnectionBytes, node.connections) === 'critical' || soon(node, 'memory')
const shortOfFanOut = (node: NodeReading) =>
  (node.cpuRatio ?? 0) >= FAN_OUT_CPU_RATIO || (node.loopLagMsP99 ?? 0) >= FAN_OUT_LAG_MS

function forDescriptors(nodes: readonly NodeReading[]): Recommendation | null {
  const ratio = descriptorRatio
  const short = nodes.filter(shortOfDescriptors)
  const [worst] = short.sort((a, b) => (ratio(b) ?? 0) - (ratio(a) ?? 0))
  if (!worst) return null
  return {
    tier: null,
    scope: smallestScope(short),
    resource: 'descriptors',
    action: `Cap connections on ${named(short)} and refuse the rest with a time to retry; then raise the descriptor limit.`,
    reason: `${worst.id} holds ${formatPercent(ratio(worst))} of its descriptors. A stream holds one too, so no tier with streams frees any.`,
  }
}

function forConnections(nodes: readonly NodeReading[]): Recommendation | null {
  const ratio = poolRatio
  const short = nodes.filter(shortOfConnections)
  const [worst] = short.sort((a, b) => (ratio(b) ?? 0) - (ratio(a) ?? 0))
  if (!worst) return null
  const filling = fillingText(worst)
  return {
    tier: null,
    scope: smallestScope(short),
    resource: 'connections',
    action: `Enforce the limits on ${named(short)} and refuse the rest with a time to retry.`,
    reason: `${worst.id}: pool at ${formatPercent(ratio(worst))}${filling === '' ? '' : `, ${filling}`}.`,
  }
}

function forMemory(nodes: readonly NodeReading[]): Recommendation | null {
  const short = nodes.filter(shortOfMemory)
  const [worst] = short.sort((a, b) => (b.memoryPerConnectionBytes ?? 0) - (a.memoryPerConnectionBytes ?? 0))
  if (!worst || short.every(node => (node.orderedTier ?? 1) >= 2)) return null
  return {
    tier: 2,
    scope: smallestScope(short),
    resource: 'memory',
    action: `Switch ${named(short)} to tier 2, so that less is buffered for each connection.`,
    reason: `${worst.id} spends ${formatBytes(worst.memoryPerConnectionBytes)} on a connection; the target is under 50 KB.`,
  }
}

function forFanOut(nodes: readonly NodeReading[]): Recommendation | null {
  const busy = nodes.filter(shortOfFanOut)
  const [worst] = busy.sort((a, b) => (b.loopLagMsP99 ?? 0) - (a.loopLagMsP99 ?? 0))
  if (!worst) return null
  const ordered = busy.reduce((most, node) => Math.max(most, node.orderedTier ?? 1), 1)
  // Beyond 3 fan-out is not what is dear.
  if (ordered >= 3) return null
  const tier = ordered === 2 ? 3 : 2
  return {
    tier,
    scope: smallestScope(busy),
    resource: 'fan-out',
    action: `Switch ${named(busy)} to tier ${tier}, so that updates cost less to send.`,
    reason: `${worst.id}: CPU ${formatPercent(worst.cpuRatio)}, event loop up to ${formatDuration(worst.loopLagMsP99)} late.`,
  }
}

/** One step up for the nodes that are held lower than their resources ask for. */
function forRecovery(nodes: readonly NodeReading[]): Recommendation | null {
  const held = nodes.filter(node => (node.orderedTier ?? 1) > (wantedTier(node) ?? 5))
  const [lowest] = [...held].sort((a, b) => (b.orderedTier ?? 1) - (a.orderedTier ?? 1))
  if (!lowest || safeToStepUp(held).safe !== true) return null
  const tier = stepTier(lowest.orderedTier ?? 1, -1)
  const fullest = Math.max(...held.map(node => returnRatio(node) ?? 0))
  return {
    tier,
    scope: smallestScope(held),
    resource: 'recovery',
    action: `Step ${named(held)} up to tier ${tier}.`,
    reason: `No storm, and sessions of the last minute need at most ${formatPercent(fullest)} of a limit.`,
  }
}
