import { TIER_INFO } from '@stormdeck/protocol'
import { formatCountdown, formatDuration, formatRoughly } from '../../format/duration.ts'
import { formatMoment } from '../../format/moment.ts'
import { formatAtLeast, formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { formatRate } from '../../format/rate.ts'
import { listOf } from '../../format/words.ts'
import type { Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from '../pool/filling-status.ts'
import { fillingText, type ProblemId } from '../saturation/node-problems.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import type { OrderInForce, Situation } from './situation.ts'

/** Clauses that console and wall share. Each is empty when there is nothing measured to say. */

export const joined = (...clauses: string[]): string => clauses.filter(clause => clause !== '').join(' · ')

export const namesOf = (nodes: readonly { id: string }[]): string => listOf(nodes.map(node => node.id))

/**
 * The nodes a storm is reported on: those in it now, and members that cannot be judged any more, since silence and coarse
 * samples are no evidence that it ended there.
 */
export function stormNodes({ storming, clearing, unsure, nodes }: Situation): NodeReading[] {
  const told = new Set([...(storming.length > 0 ? storming : clearing), ...unsure])
  return nodes.filter(node => told.has(node))
}

/** Nodes of the storm that are read and cannot be judged: "no storm verdict for ws-5 (15 s samples)". */
export function unsureClause(situation: Situation): string {
  const { untold, unsure } = situation
  return untoldClause({ ...situation, untold: untold.filter(node => unsure.includes(node)) })
}

/** "412 attempts/s" over the nodes given; "≥" when one of them is hidden, unknown, or a lower bound itself. */
export function attemptsClause(nodes: readonly NodeReading[]): string {
  const known = nodes.flatMap(node => (node.attemptsLastSecond === null ? [] : [node.attemptsLastSecond]))
  if (known.length === 0) return ''
  const sum = known.reduce((total, attempts) => total + attempts, 0)
  const atLeast = known.length < nodes.length || nodes.some(node => node.lowerBound)
  return `${formatAtLeast(sum, atLeast)} ${sum === 1 ? 'attempt' : 'attempts'}/s`
}

/** Nodes that are about to be full, the soonest first. */
const filling = ({ seen }: Situation): NodeReading[] =>
  seen
    .filter(node => fillingStatus(node) !== 'normal')
    .sort((a, b) => (a.timeToFullMs ?? 0) - (b.timeToFullMs ?? 0))

/** "pool full in 6 min", "ws-4: pool full in 2 min" outside the storm: the soonest; of others their panels say it (ADR 8). */
export function fillingClause(situation: Situation): string {
  const [first] = filling(situation)
  if (!first) return ''
  return `${situation.storming.includes(first) ? '' : `${first.id}: `}${fillingText(first)}`
}

/** Critical problems beside a storm, without the limits of nodes that fill in it, or that `fillingClause` is about. */
export function criticalClause(situation: Situation): string {
  const { problems, storming } = situation
  const full = filling(situation)
  return problemClause({
    ...situation,
    problems: problems.filter(
      ({ node, problem: { id, status } }) =>
        status === 'critical' &&
        !(LIMITS.has(id) && full.includes(node) && (node === full[0] || storming.includes(node))),
    ),
  })
}

/** "Burst at 14:03:22, peak second 486". */
export function onsetClause({ storm, at, timeZone }: Situation): string {
  if (storm === null) return ''
  const peak =
    storm.peakPerSecond === null
      ? ''
      : `, peak second ${formatAtLeast(storm.peakPerSecond, storm.lowerBound)}`
  return `${firedClause(storm)} ${formatMoment(storm.startedAt, at, timeZone)}${peak}`
}

function firedClause({ firedBy, burst }: Storm): string {
  if (firedBy === 'burst') return 'Burst at'
  if (firedBy === 'sustained') return 'Above the 60 s threshold since'
  return burst ? 'Burst, first seen at' : 'First seen at'
}

/** "60 s mean 371/s" while the sustained rule holds; "≥" when one of the counts is a lower bound. */
export function sustainedClause(nodes: readonly NodeReading[]): string {
  const holding = nodes.filter(node => node.sustained && node.attemptsPerSecondMean60s !== null)
  if (holding.length === 0) return ''
  const mean = holding.reduce((total, node) => total + (node.attemptsPerSecondMean60s ?? 0), 0)
  return `60 s mean ${holding.some(node => node.lowerBound) ? '≥ ' : ''}${formatRate(mean)}`
}

/** "48 % refused", of the attempts of the whole storm. */
export function refusedClause({ storm }: Situation): string {
  if (storm === null || storm.attempts === 0 || storm.refused === 0) return ''
  return `${formatPercent(Math.min(1, storm.refused / storm.attempts), 'low')} refused`
}

/** "83 % from client mobile 3.2.0". */
export function versionClause({ storm }: Situation): string {
  const version = storm === null ? null : leadingVersion(storm)
  return version === null
    ? ''
    : `${formatPercent(storm?.topVersionRatio ?? null, 'low')} from client ${version}`
}

/** "running 4 min 19 s". */
export function runningClause({ storm, at }: Situation): string {
  const runningMs = storm === null ? 0 : at - storm.startedAt
  return runningMs < 1_000 ? '' : `running ${formatDuration(runningMs)}`
}

/** Orders told one by one; a fleet with more of them is looked up on the tiers screen. */
const MAX_ORDERS = 3

/** Every order in its own words, then the nodes that are lower than ordered. */
export function orderClause(situation: Situation): string {
  const { orders } = situation
  const rest = orders.length - MAX_ORDERS
  return joined(
    ...orders.slice(0, MAX_ORDERS).map(order => oneOrderClause(order, situation)),
    rest > 0 ? `${rest} more ${rest === 1 ? 'order' : 'orders'} in force` : '',
    loweredClause(situation),
  )
}

/** "Tier 2 — reduced, ends in 11:29"; "Tier 3 ordered on ws-4, in force on 0 of 1 node" until all of them report it. */
function oneOrderClause({ lease, nodes, missing }: OrderInForce, situation: Situation): string {
  const { tier, endsAt } = lease
  const held = orderedOn({ lease, nodes, missing }, situation)
  const where = held === '' ? '' : ` on ${held}`
  if (missing.length > 0) {
    const of = `${formatNumber(nodes.length)} ${nodes.length === 1 ? 'node' : 'nodes'}`
    return `Tier ${tier} ordered${where}, in force on ${formatNumber(nodes.length - missing.length)} of ${of}`
  }
  const left = endsAt === null ? 'until released' : `ends in ${formatCountdown(endsAt - situation.at)}`
  return `Tier ${tier} — ${TIER_INFO[tier].name.toLowerCase()}${where}, ${left}`
}

/** Which part of the scope an order holds: empty for all of it, else a group by its name, or the nodes. */
export function orderedOn({ lease, nodes: held }: OrderInForce, { nodes }: Situation): string {
  if (held.length === nodes.length) return ''
  const { kind, name } = lease.scope
  const whole = kind === 'group' && nodes.filter(node => node.group === name).length === held.length
  return whole && name !== null ? name : namesOf(held)
}

/** "ws-2 at tier 2 (climbing back)": lower than ordered, and why; most degraded first. */
export function loweredClause({ lowered }: Situation): string {
  const alike = new Map<string, NodeReading[]>()
  for (const node of [...lowered].sort((a, b) => (b.effectiveTier ?? 1) - (a.effectiveTier ?? 1))) {
    const key = `${node.effectiveTier} ${node.localReason}`
    alike.set(key, [...(alike.get(key) ?? []), node])
  }
  return joined(
    ...[...alike.values()].map(
      nodes => `${namesOf(nodes)} at tier ${nodes[0]?.effectiveTier} (${whyLowered(nodes[0]?.localReason)})`,
    ),
  )
}

function whyLowered(reason: string | null | undefined): string {
  if (reason === 'climbing') return 'climbing back'
  return reason ? `local protection: ${reason}` : 'no reason given'
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

/** "15 s": how far apart the samples of scraped nodes are; `null` where none of these is scraped. */
export function resolutionOf(nodes: readonly Pick<NodeReading, 'resolutionMs'>[]): string | null {
  const longestMs = Math.max(0, ...nodes.map(node => node.resolutionMs ?? 0))
  return longestMs === 0 ? null : `${formatNumber(longestMs / 1_000)} s`
}

/** "no storm verdict for ws-5 (15 s samples)": bursts there would not be seen. */
export function untoldClause({ untold }: Situation): string {
  if (untold.length === 0) return ''
  const resolution = resolutionOf(untold)
  return `no storm verdict for ${namesOf(untold)}${resolution === null ? '' : ` (${resolution} samples)`}`
}

/** "no storm", claimed only where every node that answers has been judged. */
export function noStormClause(situation: Situation): string {
  return situation.untold.length === 0 ? 'no storm' : untoldClause(situation)
}

/** "4 of 4 nodes responding". */
export function answeringClause({ seen, totals }: Situation): string {
  if (totals.nodes === 1 && seen.length === 1) return 'the node is responding'
  return `${formatNumber(seen.length)} of ${formatNumber(totals.nodes)} nodes responding`
}

/** "ws-2: pool at 94 % of its limit", and how many more. */
export function problemClause({ problems }: Situation): string {
  const [first] = problems
  if (!first) return ''
  const rest = problems.length - 1
  return `${first.node.id}: ${first.problem.text}${rest === 0 ? '' : `, and ${rest} more`}`
}

/** Problems that are a resource close to its limit; every other one is a fault of its own. */
const LIMITS: ReadonlySet<ProblemId> = new Set<ProblemId>(['pool', 'descriptors', 'filling'])

/** True when every critical problem is a resource close to its limit. */
export function onlyLimits({ problems }: Situation): boolean {
  return problems.every(({ problem }) => problem.status !== 'critical' || LIMITS.has(problem.id))
}

/** "Prometheus down": which source of nodes fails. */
export function failingClause({ failing }: Situation): string {
  return listOf([...new Set(failing.map(({ headline, id }) => headline ?? `${id} failing`))])
}
