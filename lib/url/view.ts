import { formatScope, parseScope, type Scope } from '@stormdeck/protocol'
import { RANGES, type Range } from '../contract/history.ts'

export const THEMES = ['dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

/** What a link to a screen carries: the same link shows the same thing to somebody else. */
export type View = {
  scope: Scope
  range: Range
  /** `null`: as this browser or its system likes it. */
  theme: Theme | null
  /** End of the range, epoch ms; `null`: now. Set by "copy link to this moment". */
  at: number | null
}

export const DEFAULT_VIEW: View = {
  scope: { kind: 'fleet', name: null },
  range: '15m',
  theme: null,
  at: null,
}

/** The year 2100; a time beyond it in a link is a mistake. */
const LAST_MS = 4_102_444_800_000

/** Reads a view from a query string. What is unknown or wrong falls back to the default of that part alone. */
export function parseView(params: Pick<URLSearchParams, 'get'>): View {
  const at = Date.parse(params.get('at') ?? '')
  const range = RANGES.find(known => known === params.get('range'))
  return {
    scope: parseScope(params.get('scope') ?? 'fleet') ?? DEFAULT_VIEW.scope,
    range: range ?? DEFAULT_VIEW.range,
    theme: THEMES.find(known => known === params.get('theme')) ?? null,
    at: at > 0 && at < LAST_MS ? at : null,
  }
}

/** The query string of a view, with `?`; empty for the default one. Defaults are left out. */
export function formatView(view: View): string {
  const params = new URLSearchParams()
  if (view.scope.kind !== 'fleet') params.set('scope', formatScope(view.scope))
  if (view.range !== DEFAULT_VIEW.range) params.set('range', view.range)
  if (view.theme !== null) params.set('theme', view.theme)
  if (view.at !== null) params.set('at', new Date(view.at).toISOString())
  const query = params.toString()
  return query === '' ? '' : `?${query}`
}
