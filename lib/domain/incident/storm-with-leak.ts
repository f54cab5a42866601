import { formatBytes } from '../../format/bytes.ts'
import { formatNumber } from '../../format/number.ts'
import { formatRate } from '../../format/rate.ts'
import { listOf } from '../../format/words.ts'
import { memoryStatus } from '../memory/memory-per-connection.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from '../pool/filling-status.ts'
import { ratioOf } from '../ratio-of.ts'
import { fillingText } from '../saturation/node-problems.ts'
import { inStorm } from '../storm/storm-state.ts'
import { evidenceOf, type Pattern } from './pattern.ts'
import { cacheAuth, enforceLimits, fixClient, reduceTier } from './plan-steps.ts'

/** F2 saw four to one; twice as many as are cleaned up is a leak already. */
const LEAK_RATIO = 2
/** Memory per connection is over its target, where it is judged at all. */
const costly = (node: NodeReading) =>
  ['warning', 'critical'].includes(memoryStatus(node.memoryPerConnectionBytes, node.connections))
const leak = (node: NodeReading) => ratioOf(node.establishedPerSecond, node.closedPerSecond)
/** Authentication follows reconnects when at least half of them reach it. */
const authShare = (node: NodeReading) => ratioOf(node.authPerSecond, node.establishedPerSecond)

/** F41: clients return faster than what they leave behind is cleaned up. */
export const stormWithLeak: Pattern = {
  id: 'STORM_WITH_LEAK',
  severity: 'critical',
  fits: node =>
    inStorm(node.stormState) &&
    // At the onset of any storm more is established than closed; a leak also fills something up.
    (((leak(node) ?? 0) >= LEAK_RATIO && fillingStatus(node) !== 'normal') || costly(node)),
  evidence: node => [
    {
      text: `a storm is ${node.stormState === 'storm' ? 'running' : 'clearing'}`,
      found: inStorm(node.stormState),
      weight: 4,
    },
    evidenceOf(
      4,
      leak(node),
      ratio => ratio >= LEAK_RATIO,
      ratio =>
        `established ${formatRate(node.establishedPerSecond)}, cleaned up ${formatRate(node.closedPerSecond)} (${formatNumber(ratio, 1)} ×)`,
      'Established against cleaned up',
    ),
    evidenceOf(
      4,
      node.memoryPerConnectionBytes,
      () => costly(node),
      bytes => `${formatBytes(bytes)} per connection, target under 50 KB`,
      'Memory per connection',
    ),
    evidenceOf(
      2,
      authShare(node),
      ratio => ratio >= 0.5,
      () =>
        `authentication runs at ${formatRate(node.authPerSecond)} while ${formatRate(node.establishedPerSecond)} connect`,
      'Authentication load',
    ),
    evidenceOf(
      3,
      node.fillingKnown ? (node.timeToFullMs ?? Number.POSITIVE_INFINITY) : null,
      Number.isFinite,
      ms => (Number.isFinite(ms) ? fillingText(node) : 'nothing fills up'),
      'Time to full',
    ),
  ],
  title: nodes => `Reconnect storm with a leak on ${listOf(nodes.map(node => node.id))}`,
  cause: ([node]) =>
    `Clients reconnect to ${node.id} faster than their old connections are cleaned up: ${formatRate(node.establishedPerSecond)} established against ${formatRate(node.closedPerSecond)} closed, at ${formatBytes(node.memoryPerConnectionBytes)} each. Usual causes: no clean-up when a client navigates away, heartbeats that open a second connection, no jitter in the backoff, no limit per client, authentication on every reconnect.`,
  plan: nodes => [
    enforceLimits(nodes[0]),
    reduceTier,
    cacheAuth(nodes[0]),
    {
      id: 'cleanup',
      text: 'Check that every close path removes the connection from every map, and that a session replaces its old connection.',
      where: 'server',
      command: null,
    },
    fixClient(nodes[0]),
  ],
}
