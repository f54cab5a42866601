import type { HistorySeries, Panel } from '../../contract/history.ts'
import type { Profile } from './profile.ts'
import { isSimpleGauge, signalQuery, windowFor } from './profile-query.ts'

/** One line of a panel as PromQL. `null`: the server does not export it. */
export type SeriesQuery = {
  id: string
  unit: HistorySeries['unit']
  /** For the lower and the upper edge of a column; the same text where one query serves both. */
  min: string
  max: string
  /** A level, known at any moment; a rate needs its whole window to have passed. */
  level: boolean
  /** Distance of two evaluations. */
  everyMs: number
}
export type MissingSeries = { id: string; signal: string }
export type PanelQuery = { series: SeriesQuery[]; missing: MissingSeries[] }

export type PanelScope = {
  profile: Profile
  /** Matchers that narrow the profile's instances to the scope. */
  matchers: readonly string[]
  scrapeIntervalMs: number
  /** As in the plan of the range; `stepMs` is the width of a column. */
  evaluationMs: number
  gaugeMs: number
  stepMs: number
  /** The instances of the scope, where they are known: cheaper than joining. */
  instances?: readonly string[]
}

/** What a sum by instance sums, where the expression is nothing else. */
function summand(expr: string): string | null {
  const inner = /^sum by \([^()]*\) \((.*)\)$/s.exec(expr)?.[1]
  if (inner === undefined) return null
  let depth = 0
  for (const char of inner) {
    depth += char === '(' ? 1 : char === ')' ? -1 : 0
    if (depth < 0) return null
  }
  return inner
}

/** The sum over all instances. A sum of sums is one sum, and ten times cheaper over many evaluations. */
const total = (expr: string) => `sum(${summand(expr) ?? expr})`

/**
 * The same total without what is NaN, which fails every comparison: one broken instance must not blank the line of all.
 * Costs several times as much, so it is asked only where a total came out NaN.
 * @returns `null` for what is not a total
 */
export function ignoringNan(query: string): string | null {
  return query.startsWith('sum(') && query.endsWith(')') && !query.includes(' / (sum(')
    ? `sum((${query.slice(4, -1)}) > -Inf)`
    : null
}

type Ask = (signal: string, extreme?: { of: 'min' | 'max'; overMs: number }) => string | null

function asker(scope: PanelScope): Ask {
  const windowMs = windowFor(scope.scrapeIntervalMs, scope.evaluationMs)
  const { matchers, instances } = scope
  return (signal, extreme) =>
    signalQuery(scope.profile, signal, {
      windowMs,
      matchers,
      ...(instances ? { instances } : {}),
      ...(extreme ? { extreme } : {}),
    })
}

type Line = Omit<SeriesQuery, 'id' | 'unit'> | null

/** A plain gauge is evaluated at every scrape where that can be had: then the moment is the extreme. */
function gauge(ask: Ask, scope: PanelScope, signal: string): Line {
  const expr = ask(signal)
  if (expr === null) return null
  if (!isSimpleGauge(scope.profile.signals[signal]?.expr ?? ''))
    return { min: total(expr), max: total(expr), level: true, everyMs: scope.evaluationMs }
  const everyMs = scope.gaugeMs
  if (everyMs <= scope.scrapeIntervalMs) return { min: total(expr), max: total(expr), level: true, everyMs }
  const of = (extreme: 'min' | 'max') => total(ask(signal, { of: extreme, overMs: everyMs }) ?? expr)
  return { min: of('min'), max: of('max'), level: true, everyMs }
}

function rate(ask: Ask, scope: PanelScope, signal: string): Line {
  const expr = ask(signal)
  return expr === null
    ? null
    : { min: total(expr), max: total(expr), level: false, everyMs: scope.evaluationMs }
}

/** Within the 5 min that Prometheus looks back, so that the newest evaluation still finds a sample. */
const LIMIT_EVERY_MS = 240_000

/** A limit changes when somebody changes it: it is looked at more rarely, in whole parts of a column. */
function limit(ask: Ask, scope: PanelScope): Line {
  const line = gauge(ask, scope, 'connections_max')
  if (line === null) return null
  const fits = (everyMs: number) => everyMs <= LIMIT_EVERY_MS && scope.stepMs % everyMs === 0
  let everyMs = scope.evaluationMs
  for (let at = everyMs; at <= scope.stepMs; at += scope.evaluationMs) if (fits(at)) everyMs = at
  return { min: line.max, max: line.max, level: true, everyMs }
}

/** Weighted by connections: the average connection of the scope, as the live panel has it. */
function memory(ask: Ask, scope: PanelScope): Line {
  const each = ask('mem_per_connection')
  const connections = ask('connections')
  if (each === null || connections === null) return null
  const expr = `sum(((${each}) > 0) * on (instance) (${connections})) / (sum((${connections}) and on (instance) ((${each}) > 0)) > 0)`
  return { min: expr, max: expr, level: true, everyMs: scope.evaluationMs }
}

/**
 * Attempts a second. Upper edge: the largest second the server itself noted, in the column where it happened; else
 * the rate over the window, in which a burst between two scrapes is averaged.
 */
function attempts(ask: Ask, scope: PanelScope, signal: string): Line {
  const mean = rate(ask, scope, signal)
  const perSecond = ask(signal)
  if (mean === null || perSecond === null) return null
  const peak = ask('attempts_peak')
  const peakAt = ask('attempts_peak_at')
  if (peak === null || peakAt === null) return mean
  const recentMs = scope.evaluationMs + scope.scrapeIntervalMs
  const recent = `(${peak}) and on (instance) ((${peakAt}) > time() - ${recentMs / 1000})`
  return { ...mean, max: total(`(${recent}) or on (instance) (${perSecond})`) }
}

/** The queries of a panel for one kind of server. Series ids and units as in the contract. */
export function panelQuery(panel: Panel, scope: PanelScope): PanelQuery {
  const ask = asker(scope)
  const out: PanelQuery = { series: [], missing: [] }
  const add = (id: string, unit: HistorySeries['unit'], signal: string, line: Line) => {
    if (line) out.series.push({ id, unit, ...line })
    else out.missing.push({ id, signal })
  }
  const { signals } = scope.profile
  const level = (id: string, signal: string) => add(id, 'connections', signal, gauge(ask, scope, signal))
  const perSecond = (id: string, signal: string) => add(id, 'per-second', signal, rate(ask, scope, signal))

  if (panel === 'pool') {
    level('connections', 'connections')
    add('limit', 'connections', 'connections_max', limit(ask, scope))
  }
  if (panel === 'memory') add('memoryPerConnection', 'bytes', 'mem_per_connection', memory(ask, scope))
  if (panel === 'reconnect') {
    const counted = signals.attempts_rate ? 'attempts_rate' : 'accepts_rate'
    add('attempts', 'per-second', counted, attempts(ask, scope, counted))
    perSecond('established', 'accepts_rate')
    perSecond('closed', 'closes_rate')
    if (signals.planned_rate) perSecond('planned', 'planned_rate')
  }
  if (panel === 'auth') {
    // Calls that reach the authentication service, as the live panel counts them.
    perSecond('auth', signals.auth_full_rate ? 'auth_full_rate' : 'auth_attempts_rate')
    level('connections', 'connections')
  }
  return out
}
