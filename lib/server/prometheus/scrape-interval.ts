import type { Profile } from './profile.ts'
import { detectQuery } from './profile-query.ts'
import type { PrometheusClient } from './prometheus-client.ts'

/** Prometheus' own default in the files it ships; used where nobody tells. */
export const DEFAULT_SCRAPE_INTERVAL_MS = 15_000
const ASK_AGAIN_MS = 300_000

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as Prometheus writes it ("1m30s"), in ms; `null` for anything else. */
export function parsePromDuration(text: unknown): number | null {
  if (typeof text !== 'string' || !/^(\d+(ms|s|m|h|d))+$/.test(text)) return null
  let total = 0
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    total += Number(digits) * (UNIT_MS[unit ?? ''] ?? 0)
  return total > 0 ? total : null
}

/**
 * The longest scrape interval among the active targets of these instances, ms: a range must hold four scrapes of the
 * slowest. `null` where targets do not tell.
 */
export function scrapeIntervalOf(targets: unknown, instances: ReadonlySet<string>): number | null {
  const active = (targets as { activeTargets?: unknown } | null)?.activeTargets
  if (!Array.isArray(active)) return null
  let longest: number | null = null
  for (const target of active as { labels?: { instance?: unknown }; scrapeInterval?: unknown }[]) {
    const interval = parsePromDuration(target.scrapeInterval)
    if (interval === null || !instances.has(String(target.labels?.instance))) continue
    longest = Math.max(longest ?? 0, interval)
  }
  return longest
}

/** `assumed`: nobody says, and the samples do not show it yet. */
export type KnownInterval = { intervalMs: number; assumed: boolean }
export type ScrapeInterval = (profile: Profile) => Promise<KnownInterval>

const COUNTED_MS = 300_000
/** Intervals people configure, s: a missed scrape does not make 15 s to 15.8 s. */
const USUAL_SECONDS = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300]

/** The interval at which this many samples come in 5 min, ms. */
export function intervalOfCount(count: number): number {
  const seconds = COUNTED_MS / 1000 / count
  const distance = (usual: number) => Math.abs(Math.log(usual / seconds))
  return USUAL_SECONDS.reduce((best, usual) => (distance(usual) < distance(best) ? usual : best)) * 1000
}

/** Fewest samples within 5 min of any instance that was there before. */
function countQuery(profile: Profile): string {
  const counts = profile.detect
    .map(
      selector =>
        `max by (instance) (count_over_time(${selector}[5m])) and on (instance) count by (instance) (${selector} offset 5m)`,
    )
    .join(' or ')
  return `min(${counts})`
}

/**
 * How often servers of a profile are scraped: what the configuration says, else what Prometheus' targets say, else what
 * the number of samples shows, else 15 s. Mimir and Thanos have no targets; that is not an error.
 */
export function createScrapeInterval(
  client: PrometheusClient,
  configuredSeconds: number | undefined,
  now: () => number = Date.now,
): ScrapeInterval {
  const known = new Map<string, KnownInterval & { until: number }>()

  async function ask(profile: Profile): Promise<number | null> {
    const [targets, detected] = await Promise.all([client.targets(), client.instant(detectQuery(profile))])
    const instances = new Set(detected.data.map(sample => sample.labels.instance ?? ''))
    return scrapeIntervalOf(targets.data, instances)
  }

  async function count(profile: Profile): Promise<number | null> {
    const samples = (await client.instant(countQuery(profile))).data[0]?.value ?? 0
    return samples > 0 ? intervalOfCount(samples) : null
  }

  return async profile => {
    if (configuredSeconds !== undefined) return { intervalMs: configuredSeconds * 1000, assumed: false }
    const cached = known.get(profile.id)
    if (cached && cached.until > now()) return cached
    const found = (await ask(profile).catch(() => null)) ?? (await count(profile).catch(() => null))
    const next = {
      intervalMs: found ?? cached?.intervalMs ?? DEFAULT_SCRAPE_INTERVAL_MS,
      assumed: found === null && (cached?.assumed ?? true),
      until: now() + (found === null ? 15_000 : ASK_AGAIN_MS),
    }
    known.set(profile.id, next)
    return next
  }
}
