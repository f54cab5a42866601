import type { OutboundFailure } from '../outbound/outbound-error.ts'

/** Everything that a call to a Prometheus can find. */
export type CallProblem =
  | OutboundFailure
  | { kind: 'secret'; detail: string }
  | { kind: 'credentials'; status: number }
  | { kind: 'cannot-evaluate'; detail: string }
  | { kind: 'bad-query'; detail: string }
  | { kind: 'overloaded'; status: number; detail: string }
  | { kind: 'queue-full'; waiting: number }
  | { kind: 'not-prometheus'; status: number }
  | { kind: 'too-many-series'; series: number; max: number }
  | { kind: 'old-samples'; ageMs: number }
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'partial'; detail: string }
  | { kind: 'no-data' }

/** Everything that can be wrong with a Prometheus. Closed: {@link problemSentence} has words for each. */
export type PrometheusProblem = CallProblem | { kind: 'breaker-open'; retryInMs: number; last: CallProblem }

export class PrometheusError extends Error {
  override readonly name = 'PrometheusError'
  readonly problem: PrometheusProblem

  constructor(problem: PrometheusProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

/** A problem as the sentence people read, for callers that know nothing of Prometheus. */
export class PrometheusSentence extends Error {
  override readonly name = 'PrometheusSentence'
}

/** "5 s", "12 min", "3 h": one unit, rounded down, never flattering. */
export function roughly(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  if (seconds < 10) return `${Math.floor(Math.abs(ms) / 100) / 10} s`
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`
  return `${Math.floor(seconds / 3_600)} h`
}

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'refuses connections; start it, or correct prometheus.url',
  ECONNRESET: 'closed the connection; look at what stands in between',
  EHOSTUNREACH: 'cannot be reached; check the network between this server and it',
  ENETUNREACH: 'cannot be reached; check the network between this server and it',
}

const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`

type Words = {
  [K in PrometheusProblem['kind']]: (problem: Extract<PrometheusProblem, { kind: K }>) => string
}

const WORDS: Words = {
  'no-address': p => `has a host name that does not resolve (${p.host}); check prometheus.url`,
  'forbidden-address': p => `resolves to ${p.address}, which is not called: ${p.why}`,
  unreachable: p => UNREACHABLE[p.code] ?? `cannot be reached (${p.code})`,
  tls: p => `has a certificate that is not trusted (${p.code}); set prometheus.caFile to its CA`,
  deadline: p =>
    `did not answer within ${roughly(p.deadlineMs)}; look at its load, or choose a shorter range`,
  'too-large': p =>
    `sent more than ${mib(p.maxBytes)}, the rest was not read; choose a smaller scope or range`,
  redirect: p =>
    `redirects${p.location ? ` to ${p.location}` : ''}; put the final address into prometheus.url`,
  'breaker-open': p =>
    `is failing repeatedly; calls are paused for ${roughly(p.retryInMs + 999)}: it ${problemClause(p.last)}`,
  secret: p => `is not asked: ${p.detail.replace(/\.$/, '')}`,
  credentials: p =>
    p.status === 401
      ? 'does not accept our credentials (401); check bearerTokenFile or basicAuth'
      : 'forbids this query (403); check the rights of the token and the tenant',
  'cannot-evaluate': p =>
    `could not evaluate the query: ${p.detail}; choose a shorter range, or raise its --query.max-samples or --query.timeout`,
  'bad-query': p =>
    `does not understand a query of ours: ${p.detail}; check the profile with npm run check-profile`,
  'queue-full': p =>
    `has ${p.waiting.toLocaleString('en')} of our queries over long ranges to answer; choose a shorter range, or ask again later`,
  overloaded: p => `is overloaded (${p.status}${p.detail ? `: ${p.detail}` : ''}); it is asked again shortly`,
  'not-prometheus': p =>
    `answered ${p.status}, and not as Prometheus does; check that prometheus.url is the base of the API`,
  'too-many-series': p =>
    `answered with ${p.series.toLocaleString('en')} series where at most ${p.max.toLocaleString('en')} are read; choose a smaller scope`,
  'old-samples': p =>
    `has no sample newer than ${roughly(p.ageMs)}; its scrapes fail or lag, see its /targets page`,
  clock: p =>
    `has a clock ${roughly(p.offsetMs)} ${p.offsetMs > 0 ? 'ahead of' : 'behind'} this server's; times are lined up here, set the clocks (NTP)`,
  partial: p => `answered in part: ${p.detail}`,
  'no-data': () =>
    'has no samples for this in this range; check that it scrapes these servers (/targets page)',
}

/** One sentence: who, what failed, and what to do. `name` is the address without credentials. */
export function problemSentence(problem: PrometheusProblem, name: string): string {
  const words = WORDS[problem.kind] as (problem: PrometheusProblem) => string
  return `Prometheus at ${name} ${words(problem)}.`.slice(0, 400)
}

/** The clause alone, for a sentence that already names the server. */
export function problemClause(problem: PrometheusProblem): string {
  const words = WORDS[problem.kind] as (problem: PrometheusProblem) => string
  return words(problem)
}

const HEADLINES: Record<CallProblem['kind'], string> = {
  'no-address': 'Prometheus not found',
  'forbidden-address': 'Prometheus address not allowed',
  unreachable: 'Prometheus down',
  tls: 'Prometheus certificate not trusted',
  deadline: 'Prometheus not answering',
  'too-large': 'Prometheus answers too large',
  redirect: 'Prometheus redirects',
  secret: 'Prometheus credentials unreadable',
  credentials: 'Prometheus denies access',
  'cannot-evaluate': 'Prometheus cannot evaluate a query',
  'bad-query': 'Prometheus refuses a query',
  overloaded: 'Prometheus overloaded',
  'queue-full': 'Prometheus behind with long ranges',
  'not-prometheus': 'no Prometheus at its address',
  'too-many-series': 'Prometheus answers too large',
  'old-samples': 'Prometheus samples old',
  clock: 'Prometheus clock off',
  partial: 'Prometheus answers in part',
  'no-data': 'Prometheus has no data',
}

/** The problem in a few words, for a line that only names it. Only what cannot be reached is down. */
export function problemHeadline(problem: PrometheusProblem): string {
  return HEADLINES[problem.kind === 'breaker-open' ? problem.last.kind : problem.kind]
}

/** True where trying again at once can only make it worse: these open the breaker. */
export function isOutage(problem: PrometheusProblem): boolean {
  return ['unreachable', 'tls', 'deadline', 'no-address', 'overloaded'].includes(problem.kind)
}

/** True where one query is at fault, and Prometheus can be asked others. */
export function isQueryProblem(error: unknown): error is PrometheusError {
  return error instanceof PrometheusError && !isOutage(error.problem) && error.problem.kind !== 'breaker-open'
}
