import { formatDuration } from '../../format/duration.ts'
import { formatMomentTime } from '../../format/moment.ts'
import { formatCount, formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import {
  criticalClause,
  failingClause,
  fillingClause,
  joined,
  noStormClause,
  onlyLimits,
  orderClause,
  problemClause,
  silentClause,
  stormNodes,
  unsureClause,
  untoldClause,
} from './clauses.ts'
import type { Words } from './console-words.ts'
import { isWaiting, type Situation } from './situation.ts'
import type { VerdictLevel } from './verdict-level.ts'

/** "2 of 4 nodes", of all that are expected. */
const some = (count: number, { totals }: Situation) =>
  `${formatNumber(count)} of ${formatCount(totals.nodes, 'node')}`

/** The wall: few words, readable from five metres, and what matters first, since what has no room is left out. Nodes answering and sample age stand elsewhere on it. */
export const WALL_WORDS: Record<VerdictLevel, (situation: Situation) => Words> = {
  storm: situation => {
    const { storm, at } = situation
    const running = storm === null ? '' : `, ${formatDuration(at - storm.startedAt)}`
    return {
      headline: `Storm on ${some(stormNodes(situation).length, situation)}${running}`,
      detail: joined(
        fillingClause(situation),
        criticalClause(situation),
        silentClause(situation),
        orderClause(situation),
      ),
    }
  },
  critical: situation => ({
    headline: `${some(nodesWithProblems(situation, 'critical'), situation)} ${onlyLimits(situation) ? 'near a limit' : 'critical'}`,
    detail: joined(problemClause(situation), silentClause(situation), orderClause(situation)),
  }),
  recovering: situation => {
    const where = some(stormNodes(situation).length, situation)
    return {
      headline:
        situation.clearing.length === 0 ? `Storm on ${where} may be over` : `Storm clearing on ${where}`,
      detail: joined(
        problemClause(situation),
        silentClause(situation),
        unsureClause(situation),
        orderClause(situation),
      ),
    }
  },
  'early-warning': situation => ({
    headline: `Early warning on ${some(situation.suspected.length, situation)}`,
    detail: joined('no storm rule has fired', silentClause(situation), orderClause(situation)),
  }),
  'partly-blind': situation => {
    const { silent, unread, untold } = situation
    const unseen = silent.length + unread
    if (unseen === 0)
      return {
        headline: `Cannot detect bursts on ${some(untold.length, situation)}`,
        detail: 'no other threshold is reached',
      }
    return {
      headline: `${some(unseen, situation)} not seen`,
      detail: joined(
        untold.length === 0 ? 'no storm on the others' : untoldClause(situation),
        problemClause(situation),
        orderClause(situation),
      ),
    }
  },
  blind: situation => {
    const { at, nodes, unheardSince, timeZone } = situation
    const before = stormNodes(situation).length === 0 ? '' : 'a storm was running when last seen'
    if (unheardSince !== null)
      return {
        headline: `BLIND since ${formatMomentTime(unheardSince, at, timeZone)}`,
        detail: joined("Stormdeck's server is not heard; the nodes may be well", before),
      }
    if (nodes.length === 0) return withoutNodes(situation)
    const none =
      nodes.length === 1
        ? 'the node is not responding'
        : `none of ${formatNumber(nodes.length)} nodes is responding`
    if (isWaiting(situation)) return { headline: 'Waiting for the first answer', detail: none }
    return {
      headline: `BLIND${lastHeard(situation)}`,
      detail: joined(none, before),
    }
  },
  degraded: situation => ({
    headline: degradedHeadline(situation),
    detail: joined(orderClause(situation), problemClause(situation), noStormClause(situation)),
  }),
  warning: situation => ({
    headline: `${some(nodesWithProblems(situation, 'warning'), situation)} over a warning level`,
    detail: joined(problemClause(situation), noStormClause(situation)),
  }),
  calm: ({ totals }) => ({
    headline: 'Calm',
    detail: joined(
      totals.usageRatio.value === null ? '' : `pool at ${formatPercent(totals.usageRatio.value)}`,
      'no threshold is reached',
    ),
  }),
}

function withoutNodes(situation: Situation): Words {
  const { at, empty, failing, everSeen, timeZone } = situation
  if (empty === 'failing') {
    const since = failing.flatMap(source => source.since ?? [])
    return {
      headline: `BLIND${since.length === 0 ? '' : ` since ${formatMomentTime(Math.min(...since), at, timeZone)}`}`,
      detail: `no node is known: ${failingClause(situation)}`,
    }
  }
  if (empty === 'unanswered')
    return { headline: 'Waiting for the first answer', detail: 'no source of nodes has answered yet' }
  if (empty === 'none' && everSeen)
    return { headline: 'No nodes any more', detail: 'there were nodes here; no source names one now' }
  return { headline: 'No nodes', detail: 'nothing is judged' }
}

function degradedHeadline({ orders, ordered, nodes }: Situation): string {
  if (ordered === 1) return 'Below full service without an order'
  const [first, ...others] = orders
  if (others.length > 0) return `${formatNumber(orders.length)} orders in force, up to tier ${ordered}`
  const held = first?.nodes.length ?? 0
  const where =
    held === nodes.length ? '' : ` on ${formatNumber(held)} of ${formatNumber(nodes.length)} nodes`
  return `Tier ${ordered}${where}, on purpose`
}

function nodesWithProblems({ problems }: Situation, status: 'warning' | 'critical'): number {
  return new Set(problems.filter(({ problem }) => problem.status === status).map(({ node }) => node.id)).size
}

function lastHeard({ silent, at, timeZone }: Situation): string {
  const seen = silent.flatMap(node => (node.lastSeenAt === null ? [] : [node.lastSeenAt]))
  return seen.length === 0 ? '' : ` since ${formatMomentTime(Math.max(...seen), at, timeZone)}`
}
