import { formatScope, type Scope } from '@stormdeck/protocol'
import type { FleetState, Storm } from '../domain/fleet-state.ts'
import { totalsOf } from '../domain/pool/scope-totals.ts'
import { scopeNodes } from '../domain/scope-nodes.ts'
import { verdictOf } from '../domain/verdict/verdict.ts'
import { formatDayTime } from '../format/clock.ts'
import { formatNumber } from '../format/number.ts'
import { formatPercent } from '../format/percent.ts'

const DAYS = 30

/** What an executive may be told, as plain text. Unknown is "—"; only what is measured is claimed. */
export function summaryText(state: FleetState, scope: Scope, storms: readonly Storm[]): string {
  const verdict = verdictOf(state, scope)
  const totals = totalsOf(state, scope)
  const covered = new Set(scopeNodes(state.nodes, scope).map(node => node.id))
  const past = storms
    .filter(storm => storm.burst || storm.sustained)
    .filter(storm => storm.nodes.some(id => covered.has(id)))
  const [latest] = past
  const lines = [
    verdict.executiveSentence,
    ...(verdict.executiveSecond === '' ? [] : [verdict.executiveSecond]),
    '',
    `Connections: ${formatNumber(totals.connections.value)} (${totals.connections.nodes} of ${totals.connections.of} nodes)`,
    `Pool: ${formatPercent(totals.usageRatio.value)} of the limit`,
    `Storms in ${DAYS} days: ${past.length}${latest ? `, the last began ${formatDayTime(latest.startedAt, 'UTC')} UTC` : ''}`,
    `Nodes answering: ${totals.nodesAnswering} of ${totals.nodes}`,
    '',
    `${scope.kind === 'fleet' ? 'Whole fleet' : formatScope(scope)} at ${formatDayTime(state.at, 'UTC')} UTC`,
  ]
  return `${lines.join('\n')}\n`
}
