import {
  CLOSE_WAIT_WARNING,
  OPEN_SOCKETS_CRITICAL,
  POOL_USAGE_RATIO,
  ZOMBIES_CRITICAL,
} from '@stormdeck/protocol'
import { formatBytes } from '../../format/bytes.ts'
import { formatDuration, formatRoughly } from '../../format/duration.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { type Status, statusAtOrAbove } from '../judged.ts'
import { memoryStatus } from '../memory/memory-per-connection.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from '../pool/filling-status.ts'
import { ratioOf } from '../ratio-of.ts'
import { hasValues } from '../reach.ts'
import { descriptorStatus } from './descriptors.ts'

export const PROBLEM_IDS = [
  'descriptors',
  'pool',
  'zombies',
  'open-sockets',
  'filling',
  'memory',
  'auth-breaker',
  'accept-queue',
  'close-wait',
  'loop-lag',
] as const
export type ProblemId = (typeof PROBLEM_IDS)[number]

/** One thing about one node that is not as it should be. */
export type Problem = {
  id: ProblemId
  status: 'warning' | 'critical'
  /** A clause without the name of the node: "pool at 94 % of its limit". */
  text: string
}

/** The loop answers nobody while it lags. */
export const LOOP_LAG_MS = { warning: 250, critical: 1_000 } as const
/** Connections that wait to be accepted: more than a blink of the loop. */
const ACCEPT_QUEUE = { warning: 100, critical: 1_000 } as const

/** Everything wrong with a node by F10 to F18, worst first. Storms and missing data are told elsewhere. */
export function nodeProblems(node: NodeReading): Problem[] {
  if (!hasValues(node.reach)) return []
  const found = [...resourceProblems(node), ...socketProblems(node), ...processProblems(node)]
  const rank = (problem: Problem) =>
    (problem.status === 'critical' ? 0 : PROBLEM_IDS.length) + PROBLEM_IDS.indexOf(problem.id)
  return found.sort((a, b) => rank(a) - rank(b))
}

/** Words are only made for what is wrong: most nodes have nothing to say, a thousand of them every second. */
function problem(id: ProblemId, status: Status, words: () => string): Problem[] {
  return status === 'warning' || status === 'critical' ? [{ id, status, text: words() }] : []
}

function above(value: number | null, limit: number, status: 'warning' | 'critical'): Status {
  return value !== null && value > limit ? status : 'normal'
}

function resourceProblems(node: NodeReading): Problem[] {
  const pool = ratioOf(node.connections, node.connectionLimit)
  const descriptors = ratioOf(node.descriptorsOpen, node.descriptorLimit)
  const bytes = node.memoryPerConnectionBytes
  return [
    ...problem(
      'pool',
      statusAtOrAbove(pool, POOL_USAGE_RATIO.warning, POOL_USAGE_RATIO.critical),
      () => `pool at ${formatPercent(pool)} of its limit`,
    ),
    ...problem(
      'descriptors',
      descriptorStatus(descriptors),
      () => `${formatPercent(descriptors)} of its descriptors in use`,
    ),
    ...problem(
      'memory',
      memoryStatus(bytes, node.connections),
      () => `${formatBytes(bytes)} of memory per connection`,
    ),
    ...problem('filling', fillingStatus(node), () => fillingText(node)),
  ]
}

/** "pool full in 6 min", "descriptors run out in 45 s", "pool full". Empty when nothing fills. */
export function fillingText({
  timeToFullMs,
  fullsFirst,
}: Pick<NodeReading, 'timeToFullMs' | 'fullsFirst'>): string {
  if (timeToFullMs === null || fullsFirst === null) return ''
  const when = timeToFullMs === 0 ? '' : ` in ${formatRoughly(timeToFullMs)}`
  if (fullsFirst === 'connections') return `pool full${when}`
  const verb = fullsFirst === 'descriptors' ? 'run' : 'runs'
  return timeToFullMs === 0 ? `${fullsFirst} used up` : `${fullsFirst} ${verb} out${when}`
}

/** The same for what only fills: "pool would fill in 1 min at this rate", "memory would run out in 45 s at this rate". */
export function rateText({
  timeToFullMs,
  fullsFirst,
}: Pick<NodeReading, 'timeToFullMs' | 'fullsFirst'>): string {
  if (timeToFullMs === null || fullsFirst === null) return ''
  const verb = fullsFirst === 'connections' ? 'pool would fill' : `${fullsFirst} would run out`
  return `${verb} in ${formatRoughly(timeToFullMs)} at this rate`
}

function socketProblems(node: NodeReading): Problem[] {
  const closeWait = node.socketsCloseWait
  return [
    ...problem(
      'zombies',
      above(node.zombies, ZOMBIES_CRITICAL, 'critical'),
      () => `${formatNumber(node.zombies)} zombies`,
    ),
    ...problem(
      'open-sockets',
      above(node.socketsEstablished, OPEN_SOCKETS_CRITICAL, 'critical'),
      () => `${formatNumber(node.socketsEstablished)} open sockets`,
    ),
    ...problem(
      'close-wait',
      above(closeWait, CLOSE_WAIT_WARNING, 'warning'),
      () => `${formatNumber(closeWait)} sockets in CLOSE_WAIT`,
    ),
    ...problem(
      'accept-queue',
      statusAtOrAbove(node.acceptQueue, ACCEPT_QUEUE.warning, ACCEPT_QUEUE.critical),
      () => `${formatNumber(node.acceptQueue)} connections wait to be accepted`,
    ),
  ]
}

function processProblems(node: NodeReading): Problem[] {
  return [
    ...problem(
      'loop-lag',
      statusAtOrAbove(node.loopLagMsP99, LOOP_LAG_MS.warning, LOOP_LAG_MS.critical),
      () => `event loop up to ${formatDuration(node.loopLagMsP99)} late`,
    ),
    ...problem(
      'auth-breaker',
      node.authBreaker === 'open' ? 'critical' : 'normal',
      () => 'authentication circuit breaker is open',
    ),
  ]
}
