import type { HistorySeries, Panel } from '../../contract/history.ts'
import type { Profile } from './profile.ts'
import { signalQuery, windowFor } from './profile-query.ts'

/** One line of a panel as PromQL. `null`: the server does not export it. */
export type SeriesQuery = {
  id: string
  unit: HistorySeries['unit']
  /** For the lower and the upper edge of a column; the same text where one query serves both. */
  min: string
  max: string
  /** A level, known at any moment; a rate needs its whole window to have passed. */
  gauge: boolean
}
export type MissingSeries = { id: string; signal: string }
export type PanelQuery = { series: SeriesQuery[]; missing: MissingSeries[] }

export type PanelScope = {
  profile: Profile
  /** Matchers that narrow the profile's instances to the scope. */
  matchers: readonly string[]
  scrapeIntervalMs: number
  evaluationMs: number
}

/** NaN fails every comparison: one broken instance must not blank the line of all. */
const total = (expr: string) => `sum((${expr}) > -Inf)`

type Ask = (signal: string, extreme?: 'min' | 'max') => string | null

function asker(scope: PanelScope): Ask {
  const windowMs = windowFor(scope.scrapeIntervalMs, scope.evaluationMs)
  // Where every scrape is evaluated anyway, the moment is the extreme.
  const overMs = scope.evaluationMs > scope.scrapeIntervalMs ? scope.evaluationMs : null
  return (signal, of) =>
    signalQuery(scope.profile, signal, {
      windowMs,
      matchers: scope.matchers,
      ...(of && overMs ? { extreme: { of, overMs } } : {}),
    })
}

type Line = Omit<SeriesQuery, 'id' | 'unit'> | null

function summed(ask: Ask, signal: string): Line {
  const min = ask(signal, 'min')
  const max = ask(signal, 'max')
  if (min === null || max === null) return null
  return { min: total(min), max: total(max), gauge: !signal.endsWith('_rate') }
}

/** Weighted by connections: the average connection of the scope, as the live panel has it. */
function memory(ask: Ask): Line {
  const each = ask('mem_per_connection')
  const connections = ask('connections')
  if (each === null || connections === null) return null
  const expr = `sum(((${each}) > 0) * on (instance) (${connections})) / (sum((${connections}) and on (instance) ((${each}) > 0)) > 0)`
  return { min: expr, max: expr, gauge: true }
}

/**
 * Attempts a second. Upper edge: the largest second the server itself noted, in the column where it happened; else
 * the rate over the window, in which a burst between two scrapes is averaged.
 */
function attempts(ask: Ask, signal: string, recentMs: number): Line {
  const rate = ask(signal)
  if (rate === null) return null
  const peak = ask('attempts_peak')
  const peakAt = ask('attempts_peak_at')
  if (peak === null || peakAt === null) return { min: total(rate), max: total(rate), gauge: false }
  const recent = `(${peak}) and on (instance) ((${peakAt}) > time() - ${recentMs / 1000})`
  return { min: total(rate), max: total(`(${recent}) or on (instance) (${rate})`), gauge: false }
}

/** The queries of a panel for one kind of server. Series ids and units as in the contract. */
export function panelQuery(panel: Panel, scope: PanelScope): PanelQuery {
  const ask = asker(scope)
  const out: PanelQuery = { series: [], missing: [] }
  const add = (id: string, unit: HistorySeries['unit'], signal: string, line: Line = summed(ask, signal)) => {
    if (line) out.series.push({ id, unit, ...line })
    else out.missing.push({ id, signal })
  }
  const counted = scope.profile.signals.attempts_rate ? 'attempts_rate' : 'accepts_rate'

  if (panel === 'pool') {
    add('connections', 'connections', 'connections')
    add('limit', 'connections', 'connections_max')
  }
  if (panel === 'memory') add('memoryPerConnection', 'bytes', 'mem_per_connection', memory(ask))
  if (panel === 'reconnect') {
    const recentMs = scope.evaluationMs + scope.scrapeIntervalMs
    add('attempts', 'per-second', counted, attempts(ask, counted, recentMs))
    add('established', 'per-second', 'accepts_rate')
    add('closed', 'per-second', 'closes_rate')
    if (scope.profile.signals.planned_rate) add('planned', 'per-second', 'planned_rate')
  }
  if (panel === 'auth') {
    // Calls that reach the authentication service, as the live panel counts them.
    add('auth', 'per-second', scope.profile.signals.auth_full_rate ? 'auth_full_rate' : 'auth_attempts_rate')
    add('connections', 'connections', 'connections')
  }
  return out
}
