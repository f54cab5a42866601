import { type Profile, WINDOW_LITERAL } from './profile.ts'

/** Ranges hold at least this many scrapes, so that one missed scrape is not a gap. */
export const SCRAPES_PER_WINDOW = 4

/** A PromQL duration; whole milliseconds. */
export function promDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`
}

/** A PromQL string literal. */
export function promString(text: string): string {
  return JSON.stringify(text)
}

/** Matches one of the values exactly, whatever characters they contain (RE2 syntax, anchored by PromQL). */
export function promAnyOf(label: string, values: readonly string[]): string {
  if (values.length === 1 && values[0] !== undefined) return `${label}=${promString(values[0])}`
  return `${label}=~${promString(values.map(value => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|'))}`
}

/** Range of rate(): at least four scrape intervals, and never under 1 s. */
export function windowFor(scrapeIntervalMs: number, atLeastMs = 0): number {
  return Math.max(SCRAPES_PER_WINDOW * scrapeIntervalMs, atLeastMs, 1_000)
}

/** A series selector with more label matchers. */
export function withMatchers(selector: string, matchers: readonly string[]): string {
  if (matchers.length === 0) return selector
  const more = matchers.join(',')
  if (!selector.endsWith('}')) return `${selector}{${more}}`
  const inside = selector.slice(selector.indexOf('{') + 1, -1)
  return `${selector.slice(0, -1)}${inside.trim() === '' ? '' : ','}${more}}`
}

/** One series for each instance that runs this server; matchers narrow it to some. */
export function detectQuery(profile: Profile, matchers: readonly string[] = []): string {
  return profile.detect
    .map(selector => `count by (instance) (${withMatchers(selector, matchers)})`)
    .join(' or ')
}

/** When each sample is from. `up` has samples of scrapes that failed too, and those are none of the server. */
function sampleTime(selector: string): string {
  return selector.startsWith('up{') ? `timestamp(${selector}) and ${selector} == 1` : `timestamp(${selector})`
}

/** Ms since the newest sample of each instance that runs this server, if that is not over 5 min. */
export function sampleAgeQuery(profile: Profile, matchers: readonly string[] = []): string {
  const newest = profile.detect
    .map(selector => `max by (instance) (${sampleTime(withMatchers(selector, matchers))})`)
    .join(' or ')
  return `1000 * (time() - (${newest}))`
}

/** The same for servers whose samples ended, within the last 15 min: costs an evaluation every 15 s of them. */
export function lastSampleAgeQuery(profile: Profile, matchers: readonly string[]): string {
  const newest = profile.detect
    .map(selector => {
      const time = sampleTime(withMatchers(selector, matchers))
      return `max by (instance) (max_over_time((${time})[15m:15s]))`
    })
    .join(' or ')
  return `1000 * (time() - (${newest}))`
}

const SIMPLE_GAUGE = /^(sum|max|min) by \((instance)\) \(([a-zA-Z_:][\w:]*(?:\{[^{}]*\})?)\)$/
const SIMPLE_RATE = /^(sum) by \((instance(?:, \w+)*)\) \(rate\(([a-zA-Z_:][\w:]*(?:\{[^{}]*\})?)\[5m\]\)\)$/

/** True where the expression is one plain gauge, aggregated by instance. */
export function isSimpleGauge(expr: string): boolean {
  return SIMPLE_GAUGE.test(expr)
}

/**
 * The expression with the lowest or highest sample of `overMs` instead of the one at the moment, where it is a plain
 * gauge; otherwise as it is. Between two evaluations a peak would go unseen.
 */
export function overTime(expr: string, extreme: 'min' | 'max', overMs: number): string {
  const gauge = SIMPLE_GAUGE.exec(expr)
  if (!gauge) return expr
  return `${gauge[1]} by (instance) (${extreme}_over_time(${gauge[3]}[${promDuration(overMs)}]))`
}

/**
 * Picks the instances inside the selector instead of joining afterwards: over many evaluations that is ten times
 * cheaper. Only for one plain gauge or rate.
 * @returns `null` for anything else
 */
export function withInstances(expr: string, instances: readonly string[]): string | null {
  const found = SIMPLE_GAUGE.exec(expr) ?? SIMPLE_RATE.exec(expr)
  const selector = found?.[3]
  if (!selector) return null
  const picked = withMatchers(selector, [promAnyOf('instance', instances)])
  return expr.replace(`(${selector}`, () => `(${picked}`)
}

export type SignalQuery = {
  /** Range of rate(), ms: {@link windowFor}. */
  windowMs: number
  /** Label matchers of the detect selector. */
  matchers?: readonly string[]
  /** Ask for the extreme of this long instead of the moment. */
  extreme?: { of: 'min' | 'max'; overMs: number }
  /** The instances that the detect selectors find, where they are known already. */
  instances?: readonly string[]
}

/**
 * PromQL of one signal, for the instances of this server only: names such as `process_open_fds` exist on many.
 * @returns `null` where the server does not export the signal
 */
export function signalQuery(profile: Profile, signal: string, query: SignalQuery): string | null {
  const known = profile.signals[signal]
  if (!known || profile.detect.length === 0) return null
  const picked = query.instances ? withInstances(known.expr, query.instances) : null
  const { extreme } = query
  const ranged = extreme ? overTime(picked ?? known.expr, extreme.of, extreme.overMs) : (picked ?? known.expr)
  const expr = ranged.replaceAll(WINDOW_LITERAL, `[${promDuration(query.windowMs)}]`)
  return picked ? expr : `(${expr}) and on (instance) (${detectQuery(profile, query.matchers)})`
}
