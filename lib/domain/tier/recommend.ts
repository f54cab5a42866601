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
import { orderable } from './orderable.ts'
import { returnRatio, safeToStepUp } from './safe-to-step-up.ts'
import { stepTier } from './step-tier.ts'

/** Fan-out is too dear where the process is busy this much, or its loop this late. */
const FAN_OUT_CPU_RATIO = 0.85
const FAN_OUT_LAG_MS = 200

/**
 * What to do about the resource that runs out, most pressing first; `null`: nothing to do (tiers.md, "Choosing").
 * Descriptors and connections are not freed by any tier that keeps sockets or streams, so the answer there is to cap and
 * refuse with a window. A storm as such is never a reason for a tier. A tier is only advised for nodes that this store can
 * order it on and that can enforce it.
 * @param issuer of this store
 */
export function recommend(nodes: readonly NodeReading[], issuer: string): Recommendation | null {
  const hasSeen = (node: NodeReading) => hasValues(node.reach)
  const seen = nodes.filter(hasSeen)
  const ours = orderable(nodes, issuer)
  const oursSeen = ours.filter(hasSeen)
  return (
    forDescriptors(seen) ??
    forConnections(seen) ??
    forMemory(oursSeen) ??
    forFanOut(oursSeen) ??
    forRecovery(ours)
  )
}

/**
 * The tier that a node's scarce resource asks for, whatever is in force: 1 when none is scarce, `null` where no tier that it
 * can enforce would help. What policy steps towards, and what a step up must not go below.
 */
export function wantedTier(node: NodeReading): Tier | null {
  if (shortOfDescriptors(node) || shortOfConnections(node)) return null
  // First 2; 3 only where 2 is in force and was not enough.
  if (shortOfFanOut(node)) return withinReach(node, (node.orderedTier ?? 1) >= 2 ? 3 : 2)
  return shortOfMemory(node) ? withinReach(node, 2) : 1
}

/** The tier, or the most that the node can enforce; `null` where it can enforce none below full service. */
function withinReach({ enforcesUpTo }: NodeReading, tier: Tier): Tier | null {
  if (enforcesUpTo === null || enforcesUpTo >= tier) return tier
  return enforcesUpTo === 1 ? null : enforcesUpTo
}

/** True where more is wanted than is ordered. */
const wantsMore = (node: NodeReading) => (wantedTier(node) ?? 1) > (node.orderedTier ?? 1)

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
  const short = nodes.filter(node => shortOfMemory(node) && wantsMore(node))
  const [worst] = short.sort((a, b) => (b.memoryPerConnectionBytes ?? 0) - (a.memoryPerConnectionBytes ?? 0))
  if (!worst) return null
  return {
    tier: 2,
    scope: smallestScope(short),
    resource: 'memory',
    action: `Switch ${named(short)} to tier 2, so that less is buffered for each connection.`,
    reason: `${worst.id} spends ${formatBytes(worst.memoryPerConnectionBytes)} on a connection; the target is under 50 KB.`,
  }
}

function forFanOut(nodes: readonly NodeReading[]): Recommendation | null {
  // Beyond 3 fan-out is not what is dear: nothing above it is wanted.
  const wanting = nodes.filter(node => shortOfFanOut(node) && wantsMore(node))
  const tier: Tier = wanting.some(node => wantedTier(node) === 2) ? 2 : 3
  const busy = wanting.filter(node => wantedTier(node) === tier)
  const [worst] = busy.sort((a, b) => (b.loopLagMsP99 ?? 0) - (a.loopLagMsP99 ?? 0))
  if (!worst) return null
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
