import { POOL_USAGE_RATIO } from '@stormdeck/protocol'
import { formatBytes } from '../../format/bytes.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { listOf } from '../../format/words.ts'
import type { NodeReading } from '../node-reading.ts'
import { ratioOf } from '../ratio-of.ts'
import { holdSeconds, secondsUntilHeld } from '../saturation/littles-law.ts'
import { evidenceOf, type Pattern } from './pattern.ts'
import { enforceLimits } from './plan-steps.ts'

const IDLE_CPU_RATIO = 0.3
const SLOW_MS = 1_000
const BUFFERED_BYTES = 64 * 1_024
const pool = (node: NodeReading) => ratioOf(node.connections, node.connectionLimit)

/** Something waits on the sockets, and it is not this process. */
const waits = (node: NodeReading) =>
  (node.latencyMsP99 ?? 0) >= SLOW_MS ||
  (node.sendBufferBytesP95 ?? 0) >= BUFFERED_BYTES ||
  (node.acceptQueue ?? 0) > 0

/** F43, F18: sockets are held by slow clients while CPU and memory look idle. */
export const slowClients: Pattern = {
  id: 'SLOW_CLIENTS',
  severity: 'warning',
  fits: node =>
    node.cpuRatio !== null &&
    node.cpuRatio < IDLE_CPU_RATIO &&
    (pool(node) ?? 0) >= POOL_USAGE_RATIO.warning &&
    node.stormState !== 'storm' &&
    waits(node),
  evidence: node => [
    evidenceOf(
      3,
      node.cpuRatio,
      ratio => ratio < IDLE_CPU_RATIO,
      ratio => `CPU at ${formatPercent(ratio)}`,
      'CPU',
    ),
    evidenceOf(
      3,
      pool(node),
      ratio => ratio >= POOL_USAGE_RATIO.warning,
      ratio => `pool at ${formatPercent(ratio)}`,
      'Pool',
    ),
    evidenceOf(
      3,
      node.latencyMsP99,
      ms => ms >= SLOW_MS,
      ms => `p99 latency is over ${formatDuration(ms)}`,
      'Latency',
    ),
    evidenceOf(
      2,
      node.sendBufferBytesP95,
      bytes => bytes >= BUFFERED_BYTES,
      bytes => `${formatBytes(bytes)} wait to be sent at p95`,
      'Send buffers',
    ),
    evidenceOf(
      2,
      node.acceptQueue,
      queue => queue > 0,
      queue => `${formatNumber(queue)} connections wait to be accepted`,
      'Accept queue',
    ),
  ],
  title: nodes => `Slow clients hold the sockets of ${listOf(nodes.map(node => node.id))}`,
  cause: ([node]) =>
    `${node.id} looks idle (CPU ${formatPercent(node.cpuRatio)}), yet its sockets are held: by Little's law connections held = arrivals × hold time, so a few clients that take 30 s instead of 50 ms fill the pool${heldFor(node)}. A balancer at layer 4 hands that slowness to the server.`,
  plan: nodes => [
    {
      id: 'buffer',
      text: 'Let a proxy at layer 7 buffer requests and answers of slow clients.',
      where: 'server',
      command: 'deploy/nginx/nginx.conf',
    },
    {
      id: 'cap',
      text: 'Cap the connections per backend at the balancer.',
      where: 'server',
      command: 'deploy/haproxy/haproxy.cfg',
    },
    { id: 'timeouts', text: 'Shorten the time-outs for request bodies.', where: 'server', command: null },
    enforceLimits(nodes[0]),
  ],
}

/** The hold time that follows from what is measured, and how long the rest of the pool lasts at the least (F18). */
function heldFor({ connections, connectionLimit, establishedPerSecond }: NodeReading): string {
  const seconds = holdSeconds(connections, establishedPerSecond)
  if (seconds === null || connections === null || establishedPerSecond === null) return ''
  const held = `; at present a connection is held for ${formatDuration(seconds * 1_000)} on average`
  if (connectionLimit === null || connectionLimit <= connections) return held
  const left = secondsUntilHeld(connectionLimit - connections, establishedPerSecond)
  return `${held}, and if every new one stayed, the places left would last ${formatDuration(left * 1_000)}`
}
