import { MEMORY_PER_CONNECTION_BYTES, POOL_USAGE_RATIO, type Scope } from '@stormdeck/protocol'
import type { FleetState } from '../fleet-state.ts'
import { type Judged, type Status, statusAtOrAbove, worstStatus } from '../judged.ts'
import { memoryStatus } from '../memory/memory-per-connection.ts'
import type { Exhaustible, NodeReading } from '../node-reading.ts'
import { ratioOf } from '../ratio-of.ts'
import { hasValues, meanWindowMs } from '../reach.ts'
import { scopeNodes } from '../scope-nodes.ts'
import type { StormState } from '../storm/storm-state.ts'
import { fillingStatus } from './filling-status.ts'

/** A judged value over several nodes: how many of them it was made from, since unknown is never counted as zero. */
export type Total = Judged & { nodes: number; of: number }

/** What the three panels of a scope show, with their context. Rates are attempts or connections a second. */
export type ScopeTotals = {
  /** Nodes of the scope, and how many of them have values now. */
  nodes: number
  nodesAnswering: number
  /** As fresh as the freshest of those, each by the distance of its own samples; `null`: none has values. */
  reach: 'fresh' | 'stale' | null
  /** Where their numbers come from; with none answering, where they came from. */
  sources: NodeReading['source'][]
  /** Age of the oldest sample among those, ms. */
  sampleAgeMs: number | null
  /** Age of the newest sample, ms; of the source whose newest is older, where there are two. */
  newestSampleAgeMs: number | null

  connections: Total
  connectionLimit: Total
  /** Of the nodes that tell both. */
  usageRatio: Total
  /** Weighted by connections. */
  memoryPerConnectionBytes: Total
  /** `live` as soon as one node's value was made that way. */
  memoryMethod: NodeReading['memoryMethod']
  /** Why there is no value for memory per connection; `null` with one, or without any node that has values. */
  memoryUnknown: 'few-connections' | 'not-reported' | null
  attemptsPerSecond: Total
  attemptsPerSecondMean60s: Total
  /** The longest distance of two samples of a scraped node, ms; `null`: none is scraped. */
  resolutionMs: number | null
  /** The longest time that a node's mean was made over, ms: 60 s, or four scrapes. */
  meanWindowMs: number
  /** Largest second that is known of: at least this many; and when. */
  attemptsPeakPerSecond: number | null
  attemptsPeakAt: number | null
  plannedPerSecond: Total
  establishedPerSecond: Total
  closedPerSecond: Total
  rejectedPerSecond: Total
  authPerSecond: Total
  /** Established for one closed (F2: four to one is the crisis); `null` when nothing closes or either is unknown. */
  establishedToClosed: number | null
  /** The node whose resource ends first, of those that are about to run out; else of those that fill. */
  timeToFull: {
    timeToFullMs: number | null
    fullsFirst: Exhaustible | null
    node: string | null
    fillingKnown: boolean
    /** `normal`: nothing fills, or what fills is no reason for an alarm yet (ADR 8). */
    status: Status
  }
  /** Worst first: what the scope as a whole is in. */
  stormState: StormState
  /** Attempts may be hidden, and why in words. */
  lowerBound: boolean
  lowerBoundWhy: string | null
}

/** Everything the panels of a scope say, from one judged state. Nodes without values are left out and counted. */
export function totalsOf(
  state: Pick<FleetState, 'nodes' | 'unreadNodes' | 'storms'>,
  scope: Scope,
): ScopeTotals {
  const nodes = scopeNodes(state.nodes, scope)
  const seen = nodes.filter(node => hasValues(node.reach))
  const of = nodes.length + unreadIn(state, scope)
  const total = (value: (node: NodeReading) => number | null) => totalled(of, seen, value)
  const ages = agesOf(seen)
  const distances = seen.flatMap(node => node.resolutionMs ?? [])
  const resolutionMs = distances.length === 0 ? null : Math.max(...distances)
  const hidden = seen.find(node => node.lowerBound)
  const lowerBound = hidden !== undefined
  const attempts = total(node => node.attemptsLastSecond)
  const established = total(node => node.establishedPerSecond)
  const closed = total(node => node.closedPerSecond)
  return {
    nodes: of,
    nodesAnswering: seen.length,
    reach: seen.some(node => node.reach === 'fresh') ? 'fresh' : seen.length > 0 ? 'stale' : null,
    sources: sourcesOf(seen.length > 0 ? seen : nodes),
    sampleAgeMs: ages.length === 0 ? null : Math.max(...ages),
    newestSampleAgeMs: newestSampleAge(seen),
    connections: total(node => node.connections),
    connectionLimit: total(node => node.connectionLimit),
    usageRatio: poolUsage(of, seen),
    memoryPerConnectionBytes: memory(of, seen),
    memoryMethod: memoryMethod(seen),
    memoryUnknown: memoryUnknown(seen),
    attemptsPerSecond: { ...attempts, status: stormStatus(seen), since: stormSince(seen), lowerBound },
    attemptsPerSecondMean60s: { ...meanRate(of, seen), lowerBound },
    resolutionMs,
    meanWindowMs: meanWindowMs(resolutionMs),
    ...peak(state, nodes, attempts.value),
    plannedPerSecond: total(node => node.plannedPerSecond),
    establishedPerSecond: established,
    closedPerSecond: closed,
    rejectedPerSecond: total(node => node.rejectedPerSecond),
    authPerSecond: total(node => node.authPerSecond),
    establishedToClosed: ratioOf(established.value, closed.value),
    timeToFull: firstFull(seen),
    stormState: worstStormState(nodes),
    lowerBound,
    lowerBoundWhy: hidden?.lowerBoundWhy ?? null,
  }
}

const agesOf = (nodes: NodeReading[]) => nodes.flatMap(node => (node.ageMs === null ? [] : [node.ageMs]))

const SOURCES = ['agent', 'prometheus'] as const

const sourcesOf = (nodes: NodeReading[]) =>
  SOURCES.filter(source => nodes.some(node => node.source === source))

function newestSampleAge(seen: NodeReading[]): number | null {
  const newest = SOURCES.map(source => agesOf(seen.filter(node => node.source === source)))
    .filter(ages => ages.length > 0)
    .map(ages => Math.min(...ages))
  return newest.length === 0 ? null : Math.max(...newest)
}

/** Nodes of the scope that are expected and have no row; to which groups they belong is not known. */
export function unreadIn(state: Pick<FleetState, 'unreadNodes'>, scope: Scope): number {
  return scope.kind === 'fleet' ? state.unreadNodes : 0
}

function totalled(of: number, seen: NodeReading[], value: (node: NodeReading) => number | null): Total {
  const known = seen.filter(node => value(node) !== null)
  const sum = known.reduce((total, node) => total + (value(node) ?? 0), 0)
  return totalFrom(of, known, known.length === 0 ? null : sum, () => 'normal')
}

/** Status of a known value; an unknown one is `unknown`. */
function totalFrom(
  of: number,
  from: NodeReading[],
  value: number | null,
  status: (value: number) => Status,
): Total {
  const ages = agesOf(from)
  return {
    value,
    status: value === null ? 'unknown' : status(value),
    since: null,
    sampleAgeMs: ages.length === 0 ? null : Math.max(...ages),
    lowerBound: false,
    nodes: from.length,
    of,
  }
}

function poolUsage(of: number, seen: NodeReading[]): Total {
  const known = seen.filter(node => ratioOf(node.connections, node.connectionLimit) !== null)
  const used = known.reduce((sum, node) => sum + (node.connections ?? 0), 0)
  const limit = known.reduce((sum, node) => sum + (node.connectionLimit ?? 0), 0)
  const { warning, critical } = POOL_USAGE_RATIO
  return totalFrom(of, known, ratioOf(used, known.length === 0 ? null : limit), ratio =>
    statusAtOrAbove(ratio, warning, critical),
  )
}

function memory(of: number, seen: NodeReading[]): Total {
  const known = seen.filter(node => node.memoryPerConnectionBytes !== null && (node.connections ?? 0) > 0)
  const connections = known.reduce((sum, node) => sum + (node.connections ?? 0), 0)
  const bytes = known.reduce(
    (sum, node) => sum + (node.memoryPerConnectionBytes ?? 0) * (node.connections ?? 0),
    0,
  )
  const largest = Math.max(...known.map(node => node.connections ?? 0))
  return totalFrom(of, known, connections === 0 ? null : bytes / connections, mean =>
    memoryStatus(mean, largest),
  )
}

function memoryMethod(seen: NodeReading[]): NodeReading['memoryMethod'] {
  const methods = seen.map(node => node.memoryMethod)
  if (methods.includes('live')) return 'live'
  return methods.includes('rss') ? 'rss' : null
}

/** Below 1,000 connections a node a share means little (F12); above, there is something that the source leaves out. */
function memoryUnknown(seen: NodeReading[]): ScopeTotals['memoryUnknown'] {
  if (seen.length === 0 || memoryMethod(seen) !== null) return null
  const few = seen.every(
    ({ connections }) => connections !== null && connections <= MEMORY_PER_CONNECTION_BYTES.minConnections,
  )
  return few ? 'few-connections' : 'not-reported'
}

/** F13 and F14 are rules for one node, with thresholds of its own: the scope is as bad as the worst in it. */
function meanRate(of: number, seen: NodeReading[]): Total {
  const mean = totalled(of, seen, node => node.attemptsPerSecondMean60s)
  if (mean.value === null) return mean
  return { ...mean, status: seen.some(node => node.sustained) ? 'critical' : 'normal' }
}

const STORM_STATUS: Record<StormState, Status> = {
  storm: 'critical',
  clearing: 'warning',
  suspected: 'warning',
  'cannot-tell': 'unknown',
  calm: 'normal',
}

function stormStatus(seen: NodeReading[]): Status {
  return seen.length === 0 ? 'unknown' : worstStatus(seen.map(node => STORM_STATUS[node.stormState]))
}

function stormSince(seen: NodeReading[]): number | null {
  const since = seen.flatMap(node =>
    node.stormState === 'storm' && node.stormSince !== null ? [node.stormSince] : [],
  )
  return since.length === 0 ? null : Math.min(...since)
}

const WORST_FIRST: StormState[] = ['storm', 'clearing', 'suspected', 'cannot-tell']

function worstStormState(nodes: NodeReading[]): StormState {
  const calm = nodes.length === 0 ? 'cannot-tell' : 'calm'
  return WORST_FIRST.find(state => nodes.some(node => node.stormState === state)) ?? calm
}

/**
 * Peaks of different nodes need not lie in the same second, so they are not added up: the largest of one node, of the
 * second just past over all, and of a running storm, which is measured over all its nodes.
 */
function peak(state: Pick<FleetState, 'storms'>, nodes: NodeReading[], lastSecond: number | null) {
  const ids = new Set(nodes.map(node => node.id))
  const candidates: { value: number | null; at: number | null }[] = [
    { value: lastSecond, at: null },
    ...nodes.map(node => ({ value: node.attemptsPeakPerSecond, at: node.attemptsPeakAt })),
    ...state.storms
      .filter(storm => storm.nodes.every(id => ids.has(id)))
      .map(storm => ({ value: storm.peakPerSecond, at: storm.peakAt })),
  ]
  const [largest] = candidates
    .filter(candidate => candidate.value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  return { attemptsPeakPerSecond: largest?.value ?? null, attemptsPeakAt: largest?.at ?? null }
}

function firstFull(seen: NodeReading[]): ScopeTotals['timeToFull'] {
  const filling = seen
    .filter(node => node.timeToFullMs !== null)
    .sort((a, b) => (a.timeToFullMs ?? 0) - (b.timeToFullMs ?? 0))
  const first = filling.find(node => fillingStatus(node) !== 'normal') ?? filling[0]
  return {
    timeToFullMs: first?.timeToFullMs ?? null,
    fullsFirst: first?.fullsFirst ?? null,
    node: first?.id ?? null,
    fillingKnown: seen.some(node => node.fillingKnown),
    status: first === undefined ? 'normal' : fillingStatus(first),
  }
}
