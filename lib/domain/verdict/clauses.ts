import { TIER_INFO } from '@stormdeck/protocol'
import { formatClock } from '../../format/clock.ts'
import { formatCountdown, formatDuration, formatRoughly } from '../../format/duration.ts'
import { formatAtLeast, formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { formatRate } from '../../format/rate.ts'
import { listOf } from '../../format/words.ts'
import type { Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingText } from '../saturation/node-problems.ts'
import type { Situation } from './situation.ts'

/** Clauses that console and wall share. Each is empty when there is nothing measured to say. */

export const joined = (...clauses: string[]): string => clauses.filter(clause => clause !== '').join(' · ')

export const namesOf = (nodes: readonly { id: string }[]): string => listOf(nodes.map(node => node.id))

/**
 * The nodes a storm is told by: those in it now, and members that cannot be heard any more, since silence is no evidence
 * that it ended there.
 */
export function stormNodes({ storming, clearing, storm, nodes, silent }: Situation): NodeReading[] {
  const told = new Set<NodeReading>(storming.length > 0 ? storming : clearing)
  const members = new Set(storm?.nodes)
  for (const node of silent) if (members.has(node.id)) told.add(node)
  return nodes.filter(node => told.has(node))
}

/** "412 attempts/s" over the nodes given; "≥" when one of them is hidden, unknown, or a lower bound itself. */
export function attemptsClause(nodes: readonly NodeReading[]): string {
  const known = nodes.flatMap(node => (node.attemptsLastSecond === null ? [] : [node.attemptsLastSecond]))
  if (known.length === 0) return ''
  const sum = known.reduce((total, attempts) => total + attempts, 0)
  const atLeast = known.length < nodes.length || nodes.some(node => node.lowerBound)
  return `${formatAtLeast(sum, atLeast)} ${sum === 1 ? 'attempt' : 'attempts'}/s`
}

/** "pool full in 6 min": the soonest of the nodes. */
export function fillingClause(nodes: readonly NodeReading[]): string {
  const [first] = nodes
    .filter(node => node.timeToFullMs !== null)
    .sort((a, b) => (a.timeToFullMs ?? 0) - (b.timeToFullMs ?? 0))
  return first ? fillingText(first) : ''
}

/** "Burst at 14:03:22, peak second 486". */
export function onsetClause({ storm, timeZone }: Situation): string {
  if (storm === null) return ''
  const peak =
    storm.peakPerSecond === null
      ? ''
      : `, peak second ${formatAtLeast(storm.peakPerSecond, storm.lowerBound)}`
  return `${firedClause(storm)} ${formatClock(storm.startedAt, timeZone)}${peak}`
}

function firedClause({ firedBy, burst }: Storm): string {
  if (firedBy === 'burst') return 'Burst at'
  if (firedBy === 'sustained') return 'Above the 60 s threshold since'
  return burst ? 'Burst, first seen at' : 'First seen at'
}

/** "60 s mean 371/s" while the sustained rule holds. */
export function sustainedClause(nodes: readonly NodeReading[]): string {
  const holding = nodes.filter(node => node.sustained && node.attemptsPerSecondMean60s !== null)
  if (holding.length === 0) return ''
  const mean = holding.reduce((total, node) => total + (node.attemptsPerSecondMean60s ?? 0), 0)
  return `60 s mean ${formatRate(mean)}`
}

/** "48 % refused", of the attempts of the whole storm. */
export function refusedClause({ storm }: Situation): string {
  if (storm === null || storm.attempts === 0 || storm.refused === 0) return ''
  return `${formatPercent(Math.min(1, storm.refused / storm.attempts), 'low')} refused`
}

/** A version is named once it makes most of the attempts; a leader with less explains nothing. */
export const MOST_ATTEMPTS_RATIO = 0.5

/** "83 % from client mobile 3.2.0". */
export function versionClause({ storm }: Situation): string {
  if (!storm?.topVersion || (storm.topVersionRatio ?? 0) < MOST_ATTEMPTS_RATIO) return ''
  return `${formatPercent(storm.topVersionRatio, 'low')} from client ${storm.topVersion}`
}

/** "running 4 min 19 s". */
export function runningClause({ storm, at }: Situation): string {
  const runningMs = storm === null ? 0 : at - storm.startedAt
  return runningMs < 1_000 ? '' : `running ${formatDuration(runningMs)}`
}

/** "Tier 2 — reduced, held 11:29 more", "Tier 2 ordered, 3 of 4 nodes" until all of them report it. */
export function orderClause(situation: Situation): string {
  const { ordered, held, missing, leases, at } = situation
  if (ordered === 1) return climbingClause(situation)
  if (missing.length > 0)
    return `Tier ${ordered} ordered, in force on ${held.length - missing.length} of ${held.length} nodes`
  const endsAt = leases[0]?.endsAt ?? null
  const left = endsAt === null ? 'until released' : `held ${formatCountdown(endsAt - at)} more`
  return `Tier ${ordered} — ${TIER_INFO[ordered].name.toLowerCase()}, ${left}`
}

/** "ws-2 at tier 2 (climbing back)": lower than ordered, and why. */
function climbingClause({ seen }: Situation): string {
  const lower = seen.filter(node => (node.effectiveTier ?? 1) > 1)
  const [first] = lower
  if (!first) return ''
  const why =
    first.localReason === 'climbing'
      ? 'climbing back'
      : `protects itself: ${first.localReason ?? 'no reason given'}`
  return `${namesOf(lower)} at tier ${first.effectiveTier} (${why})`
}

/** "ws-4 silent for 9 s", "ws-4 and ws-5 silent", "ws-4 not seen yet". */
export function silentClause({ silent, at }: Situation): string {
  const [first] = silent
  if (!first) return ''
  if (silent.every(node => node.reach === 'waiting')) return `${namesOf(silent)} not seen yet`
  const refused = silent.every(node => node.reach === 'refused')
  const what = refused ? (silent.length === 1 ? 'refuses' : 'refuse') : 'silent'
  const since = silent.length === 1 && first.lastSeenAt !== null
  return `${namesOf(silent)} ${what}${since ? ` for ${formatRoughly(at - (first.lastSeenAt ?? at))}` : ''}`
}

/** Why counts are lower bounds. */
export function lowerBoundClause({ totals }: Situation): string {
  return totals.lowerBound
    ? `count is a lower bound: ${totals.lowerBoundWhy ?? 'attempts may be hidden'}`
    : ''
}

/** "no burst verdict for ws-5 (15 s samples)". */
export function untoldClause({ untold }: Situation): string {
  if (untold.length === 0) return ''
  return `no storm verdict for ${namesOf(untold)}`
}

/** "4 of 4 nodes answer". */
export function answeringClause({ seen, nodes }: Situation): string {
  if (nodes.length === 1 && seen.length === 1) return 'the node answers'
  return `${formatNumber(seen.length)} of ${formatNumber(nodes.length)} nodes answer`
}

/** "ws-2: pool at 94 % of its limit", and how many more. */
export function problemClause({ problems }: Situation): string {
  const [first] = problems
  if (!first) return ''
  const rest = problems.length - 1
  return `${first.node.id}: ${first.problem.text}${rest === 0 ? '' : `, and ${rest} more`}`
}
