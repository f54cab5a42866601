import type { Storm } from '../fleet-state.ts'
import { inStorm, type StormVerdict } from './storm-state.ts'

/** What one node adds to a storm. Counts are since the last merge. */
export type NodeStorm = {
  id: string
  verdict: StormVerdict
  attempts: number
  accepted: number
  refused: number
  topVersion: string | null
  topVersionRatio: number | null
}

/** A storm whose nodes cannot be seen is not kept open for longer than this after a rule last held. */
export const UNSEEN_STORM_MS = 10 * 60_000

const ACTIVE = new Set<StormVerdict['state']>(['suspected', 'storm', 'clearing'])

/** True once a rule of F14 has held. A suspicion that came to nothing is not worth keeping. */
export function wasStorm(storm: Pick<Storm, 'burst' | 'sustained'>): boolean {
  return storm.burst || storm.sustained
}

/**
 * Turns the verdicts of nodes into storms: nodes whose storms overlap in time are one. Returns every storm given that was not
 * ended, brought up to date; one that has just ended has its end; a suspicion that came to nothing is left out.
 * @param open storms that had not ended, also from before a restart
 * @param nodes all nodes that are judged; one that is missing cannot be seen
 * @param newId makes an id for a storm that begins
 */
export function mergeStorms(
  open: readonly Storm[],
  nodes: readonly NodeStorm[],
  nowMs: number,
  newId: () => string,
): Storm[] {
  const storms = open
    .filter(storm => storm.state !== 'ended')
    .map(storm => ({ ...storm, nodes: [...storm.nodes] }))
  const active = nodes.filter(node => ACTIVE.has(node.verdict.state))
  for (const node of active) {
    if (storms.some(storm => storm.nodes.includes(node.id))) continue
    const running = storms[0] ?? begin(node, storms, newId())
    running.nodes.push(node.id)
  }
  return storms
    .map(storm =>
      update(
        storm,
        nodes.filter(node => storm.nodes.includes(node.id)),
        nowMs,
      ),
    )
    .filter(storm => storm.state !== 'ended' || wasStorm(storm))
}

function begin({ verdict }: NodeStorm, into: Storm[], id: string): Storm {
  const storm: Storm = {
    id,
    nodes: [],
    state: 'suspected',
    startedAt: verdict.startedAt ?? verdict.since,
    endedAt: null,
    firedBy: firedBy(verdict),
    burst: false,
    sustained: false,
    peakPerSecond: null,
    peakAt: null,
    attempts: 0,
    accepted: 0,
    refused: 0,
    lowerBound: false,
    topVersion: null,
    topVersionRatio: null,
  }
  into.push(storm)
  return storm
}

function firedBy(verdict: StormVerdict): Storm['firedBy'] {
  if (verdict.burst) return 'burst'
  if (verdict.sustained) return 'sustained'
  // A storm that is found clearing, or between two bursts, began with a burst: the slow rule never holds briefly.
  return verdict.state === 'suspected' ? 'early-warning' : 'burst'
}

function update(storm: Storm, members: readonly NodeStorm[], nowMs: number): Storm {
  const active = members.filter(node => ACTIVE.has(node.verdict.state))
  const storming = members.filter(node => inStorm(node.verdict.state))
  const known = storm.lastAboveAt ?? storm.startedAt
  const lastAboveAt = Math.max(known, ...members.map(node => node.verdict.lastAboveAt ?? 0))
  const { topVersion, topVersionRatio } = topVersionOf(storm, active)
  const next: Storm = {
    ...addCounts(storm, active),
    topVersion,
    topVersionRatio,
    ...peakOf(storm, storming, nowMs),
    lastAboveAt,
    startedAt: Math.min(storm.startedAt, ...storming.map(node => node.verdict.startedAt ?? nowMs)),
    burst: storm.burst || storming.some(node => node.verdict.burst || firedBy(node.verdict) === 'burst'),
    sustained: storm.sustained || storming.some(node => node.verdict.sustained),
  }
  const state = stateOf(storm, members, nowMs - lastAboveAt)
  return state === 'ended' ? { ...next, state, endedAt: Math.min(lastAboveAt, nowMs) } : { ...next, state }
}

/** Silence does not end a storm, as long as it is not too long. */
function stateOf(storm: Storm, members: readonly NodeStorm[], quietMs: number): Storm['state'] {
  const states = new Set(members.map(node => node.verdict.state))
  if (states.has('storm')) return 'storm'
  if (states.has('clearing')) return 'clearing'
  if (states.has('suspected') && !wasStorm(storm)) return 'suspected'
  const unseen = members.length < storm.nodes.length || states.has('cannot-tell')
  if (!unseen || quietMs > UNSEEN_STORM_MS) return 'ended'
  return wasStorm(storm) ? 'clearing' : 'suspected'
}

function addCounts(storm: Storm, active: readonly NodeStorm[]): Storm {
  const sum = (of: (node: NodeStorm) => number) => active.reduce((total, node) => total + of(node), 0)
  return {
    ...storm,
    attempts: storm.attempts + sum(node => node.attempts),
    accepted: storm.accepted + sum(node => node.accepted),
    refused: storm.refused + sum(node => node.refused),
    lowerBound: storm.lowerBound || active.some(node => node.verdict.lowerBound),
  }
}

/** At least the largest second of one node, and of all of them together in a second that was looked at. */
function peakOf(
  storm: Storm,
  storming: readonly NodeStorm[],
  nowMs: number,
): Pick<Storm, 'peakPerSecond' | 'peakAt'> {
  let peak = { peakPerSecond: storm.peakPerSecond, peakAt: storm.peakAt }
  const offer = (perSecond: number | null, at: number | null) => {
    if (perSecond !== null && perSecond > (peak.peakPerSecond ?? 0))
      peak = { peakPerSecond: perSecond, peakAt: at }
  }
  for (const { verdict } of storming) offer(verdict.peakPerSecond, verdict.peakAt)
  offer(
    storming.reduce((sum, node) => sum + (node.verdict.lastSecond ?? 0), 0),
    nowMs,
  )
  return peak
}

/**
 * The version behind most attempts of the whole storm, as far as is known: the leader keeps its place until another makes more
 * in one look than it made so far, so that the trickle after a storm does not change who made it.
 */
function topVersionOf(
  storm: Storm,
  active: readonly NodeStorm[],
): Pick<Storm, 'topVersion' | 'topVersionRatio'> {
  const added = attemptsByVersion(active)
  const known = (storm.topVersionRatio ?? 0) * storm.attempts
  const [loudest] = [...added].sort((a, b) => b[1] - a[1])
  const attempts = storm.attempts + active.reduce((total, node) => total + node.attempts, 0)
  if (loudest === undefined || attempts === 0) return storm
  const leads = storm.topVersion === null || loudest[1] > known
  const topVersion = leads ? loudest[0] : storm.topVersion
  const before = topVersion === storm.topVersion ? known : 0
  const count = before + (added.get(topVersion ?? '') ?? 0)
  return { topVersion, topVersionRatio: Math.min(1, count / attempts) }
}

function attemptsByVersion(active: readonly NodeStorm[]): Map<string, number> {
  const byVersion = new Map<string, number>()
  for (const { topVersion, topVersionRatio, attempts } of active) {
    if (topVersion === null || topVersionRatio === null) continue
    byVersion.set(topVersion, (byVersion.get(topVersion) ?? 0) + attempts * topVersionRatio)
  }
  return byVersion
}
