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

export type ScrapeInterval = (profile: Profile) => Promise<number>

/**
 * How often servers of a profile are scraped, ms: what the configuration says, else what Prometheus' targets say,
 * else 15 s. Mimir and Thanos have no targets; that is not an error.
 */
export function createScrapeInterval(
  client: PrometheusClient,
  configuredSeconds: number | undefined,
  now: () => number = Date.now,
): ScrapeInterval {
  const known = new Map<string, { intervalMs: number; until: number }>()

  async function ask(profile: Profile): Promise<number | null> {
    const [targets, detected] = await Promise.all([client.targets(), client.instant(detectQuery(profile))])
    const instances = new Set(detected.data.map(sample => sample.labels.instance ?? ''))
    return scrapeIntervalOf(targets.data, instances)
  }

  return async profile => {
    if (configuredSeconds !== undefined) return configuredSeconds * 1000
    const cached = known.get(profile.id)
    if (cached && cached.until > now()) return cached.intervalMs
    const found = await ask(profile).catch(() => null)
    const intervalMs = found ?? cached?.intervalMs ?? DEFAULT_SCRAPE_INTERVAL_MS
    known.set(profile.id, { intervalMs, until: now() + (found === null ? 15_000 : ASK_AGAIN_MS) })
    return intervalMs
  }
}
