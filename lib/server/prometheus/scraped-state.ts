import { promAnyOf } from './profile-query.ts'
import type { PrometheusClient } from './prometheus-client.ts'

/** Of a server without samples: whether its scrapes fail (`up` is 0), go well without it, or are no longer made. */
export type ScrapedState = 'failing' | 'without-it' | 'not-scraped'

/**
 * Asks `up`, which Prometheus writes of every target at every scrape. An instance is left out where nothing is known.
 * @param withinMs an `up` older than this was the last; of a job that is taken out of its file it stays for 5 min
 * @throws {PrometheusError}
 */
export async function scrapedStates(
  client: PrometheusClient,
  instances: readonly string[],
  withinMs: number,
): Promise<Map<string, ScrapedState>> {
  const states = new Map<string, ScrapedState>()
  if (instances.length === 0) return states
  const up = `up{${promAnyOf('instance', instances)}}`
  const { data, warnings } = await client.instant(
    `max by (instance) (${up} and timestamp(${up}) > time() - ${withinMs / 1000})`,
  )
  // Not being in a part of the answer says nothing.
  if (warnings.length === 0) for (const instance of instances) states.set(instance, 'not-scraped')
  for (const { labels, value } of data)
    if (labels.instance) states.set(labels.instance, value === 1 ? 'without-it' : 'failing')
  return states
}
