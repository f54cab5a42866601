import type { Scope } from '@stormdeck/protocol'
import type { TimeZone } from '../../format/clock.ts'
import type { FleetState, Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { namesOf, stormNodes } from './clauses.ts'
import { CONSOLE_WORDS } from './console-words.ts'
import { isWaiting, type Situation, situationOf } from './situation.ts'
import { type Judgement, VERDICT_SEVERITY, type VerdictLevel } from './verdict-level.ts'

/**
 * What is going on in a scope, in the words of the console. The other screens add their own words to the same judgement
 * (`verdictOf`); a browser that shows none of them does not load those.
 * @param timeZone in which clock times are written
 */
export function judgementOf(state: FleetState, scope: Scope, timeZone: TimeZone = 'UTC'): Judgement {
  return judgementFrom(situationOf(state, scope, timeZone))
}

/** The judgement of a situation. */
export function judgementFrom(situation: Situation): Judgement {
  const { level } = situation
  return {
    level,
    severity: severityOf(situation),
    since: sinceOf(situation),
    ...CONSOLE_WORDS[level](situation),
    sign: signOf(situation),
    stormId: situation.storm?.id ?? null,
    nodesInStorm: level === 'storm' ? stormNodes(situation).map(node => node.id) : [],
    silentNodes: situation.unheardSince === null ? situation.silent.map(node => node.id) : [],
  }
}

/** Missing nodes are amber; bursts that samples cannot show are a property of the source, not news. */
function severityOf(situation: Situation): Judgement['severity'] {
  const { level, silent, unread, ordered } = situation
  if (level === 'blind') return blindSeverity(situation)
  if (level === 'partly-blind') return silent.length > 0 || unread > 0 ? 'warning' : 'unknown'
  if (level === 'degraded' && ordered === 1) return 'warning'
  return VERDICT_SEVERITY[level]
}

function blindSeverity(situation: Situation): Judgement['severity'] {
  const { empty, everSeen, unheardSince } = situation
  if (isWaiting(situation)) return 'unknown'
  if (unheardSince !== null || empty === null || empty === 'failing') return 'critical'
  return empty === 'none' && everSeen ? 'warning' : 'unknown'
}

function sinceOf(situation: Situation): number | null {
  const { level, storm, clearing, suspected, silent, orders } = situation
  const earliest = (times: (number | null | undefined)[]) => {
    const known = times.filter(time => typeof time === 'number')
    return known.length === 0 ? null : Math.min(...known)
  }
  if (level === 'storm') return storm?.startedAt ?? earliest(situation.storming.map(node => node.stormSince))
  if (level === 'recovering') return earliest(clearing.map(node => node.stormSince))
  if (level === 'early-warning') return earliest(suspected.map(node => node.stormSince))
  if (level === 'degraded') return earliest(orders.map(({ lease }) => lease.startedAt))
  if (level === 'blind' && situation.unheardSince !== null) return situation.unheardSince
  if (situation.empty === 'failing') return earliest(situation.failing.map(source => source.since))
  if (level === 'blind' || level === 'partly-blind') return earliest(silent.map(node => node.lastSeenAt))
  return null
}

const SIGNS: Record<VerdictLevel, string> = {
  blind: '◆ Blind',
  storm: '◆ Storm',
  critical: '◆ Critical',
  recovering: '▲ Clearing',
  'early-warning': '▲ Early warning',
  'partly-blind': '▲ Partly blind',
  degraded: 'Degraded',
  warning: '▲ Warning',
  calm: 'Calm',
}

function signOf(situation: Situation): string {
  const { level, storm, suspected, silent } = situation
  const named: Partial<Record<VerdictLevel, readonly NodeReading[]>> = {
    storm: byJoining(stormNodes(situation), storm),
    recovering: byJoining(stormNodes(situation), storm),
    'early-warning': suspected,
    'partly-blind': silent,
  }
  const where = firstOf(named[level] ?? [])
  const what = level === 'blind' ? blindSign(situation) : SIGNS[level]
  return `${what}${where === '' ? '' : ` on ${where}`}`
}

/** The first node that is in a storm stays the first one when others join it. */
function byJoining(nodes: readonly NodeReading[], storm: Storm | null): readonly NodeReading[] {
  const place = new Map(storm?.nodes.map((id, i) => [id, i]))
  const placeOf = ({ id }: NodeReading) => place.get(id) ?? place.size
  return [...nodes].sort((a, b) => placeOf(a) - placeOf(b))
}

/** "ws-2", "ws-2 and ws-3", "ws-2 and others": no count, since a sign is read out anew with every change. */
function firstOf(nodes: readonly NodeReading[]): string {
  const [first] = nodes
  return first && nodes.length > 2 ? `${first.id} and others` : namesOf(nodes)
}

function blindSign(situation: Situation): string {
  if (isWaiting(situation)) return 'Waiting'
  return blindSeverity(situation) === 'critical' ? SIGNS.blind : 'No nodes'
}
