import { TIER_INFO } from '@stormdeck/protocol'
import { formatTime } from '../../format/clock.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { fillingClause, joined, orderClause, problemClause, silentClause, stormNodes } from './clauses.ts'
import type { Words } from './console-words.ts'
import type { Situation } from './situation.ts'
import type { VerdictLevel } from './verdict-level.ts'

const some = (count: number, { nodes }: Situation) =>
  `${formatNumber(count)} of ${formatNumber(nodes.length)} ${nodes.length === 1 ? 'node' : 'nodes'}`

/** The wall: few words, readable from five metres. Nodes answering and sample age stand elsewhere on it. */
export const WALL_WORDS: Record<VerdictLevel, (situation: Situation) => Words> = {
  storm: situation => {
    const { storm, at, storming } = situation
    const running = storm === null ? '' : `, ${formatDuration(at - storm.startedAt)}`
    return {
      headline: `Storm on ${some(stormNodes(situation).length, situation)}${running}`,
      detail: joined(orderClause(situation), fillingClause(storming), silentClause(situation)),
    }
  },
  critical: situation => ({
    headline: `${some(nodesWithProblems(situation, 'critical'), situation)} at a limit`,
    detail: joined(problemClause(situation), orderClause(situation), silentClause(situation)),
  }),
  recovering: situation => ({
    headline: `Storm clearing on ${some(stormNodes(situation).length, situation)}`,
    detail: joined(orderClause(situation), problemClause(situation), silentClause(situation)),
  }),
  'early-warning': situation => ({
    headline: `Early warning on ${some(situation.suspected.length, situation)}`,
    detail: joined('no storm rule has fired', orderClause(situation), silentClause(situation)),
  }),
  'partly-blind': situation => {
    const { silent, untold } = situation
    if (silent.length === 0)
      return {
        headline: `Cannot tell on ${some(untold.length, situation)}`,
        detail: joined('bursts may be missed', problemClause(situation), orderClause(situation)),
      }
    return {
      headline: `${some(silent.length, situation)} not seen`,
      detail: joined('no storm on the others', problemClause(situation), orderClause(situation)),
    }
  },
  blind: situation => {
    const { nodes, silent, storm } = situation
    if (nodes.length === 0) return { headline: 'No nodes', detail: 'nothing is judged' }
    const none =
      nodes.length === 1 ? 'the node does not answer' : `none of ${formatNumber(nodes.length)} nodes answers`
    if (silent.every(node => node.reach === 'waiting'))
      return { headline: 'Waiting for the first answer', detail: none }
    return {
      headline: `BLIND${lastHeard(situation)}`,
      detail: joined(none, storm === null ? '' : 'a storm was running when last seen'),
    }
  },
  degraded: situation => ({
    headline:
      situation.ordered === 1
        ? 'Below full service without an order'
        : `Tier ${situation.ordered} — ${TIER_INFO[situation.ordered].name}, on purpose`,
    detail: joined(orderClause(situation), problemClause(situation), 'no storm'),
  }),
  warning: situation => ({
    headline: `${some(nodesWithProblems(situation, 'warning'), situation)} over a warning level`,
    detail: joined(problemClause(situation), 'no storm'),
  }),
  calm: ({ totals }) => ({
    headline: 'Calm',
    detail: joined(
      totals.usageRatio.value === null ? '' : `pool at ${formatPercent(totals.usageRatio.value)}`,
      'no threshold is reached',
    ),
  }),
}

function nodesWithProblems({ problems }: Situation, status: 'warning' | 'critical'): number {
  return new Set(problems.filter(({ problem }) => problem.status === status).map(({ node }) => node.id)).size
}

function lastHeard({ silent, timeZone }: Situation): string {
  const seen = silent.flatMap(node => (node.lastSeenAt === null ? [] : [node.lastSeenAt]))
  return seen.length === 0 ? '' : ` since ${formatTime(Math.max(...seen), timeZone)}`
}
