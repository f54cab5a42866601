import { MAX_NODES } from '../../contract/max-nodes.ts'
import { isQueryProblem, type PrometheusError, type PrometheusProblem } from './problem.ts'
import type { Profile } from './profile.ts'
import { withMatchers } from './profile-query.ts'
import { type InstantSample, type PrometheusAnswer, partialProblem } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import type { PrometheusConfig } from './prometheus-config.ts'
import type { ScrapeInterval } from './scrape-interval.ts'
import type { WantedServers } from './wanted-servers.ts'

/** One server that Prometheus scrapes, or did within the last 15 min, and a profile knows. */
export type FoundServer = {
  instance: string
  profile: Profile
  /** Matchers that the configuration narrows its kind with. */
  matchers: readonly string[]
  /** What its labels call it, and its group, as they are written there. */
  nodeLabel: string
  groupLabel: string
  connectionLimit: number | null
  scrapeIntervalMs: number
  /** Nobody says how often it is scraped: 15 s is assumed. */
  intervalAssumed: boolean
  /** False for agents that are known for their history only: the configuration does not ask for their rows. */
  asked: boolean
}

export type Detection = {
  servers: FoundServer[]
  /** Ids of profiles that could not be asked for, and why: nothing is known of their servers. */
  failed: ReadonlyMap<string, PrometheusError>
  /** Why there may be more; `null` where the answers were whole. */
  partial: PrometheusProblem | null
}

/** A server whose scrapes fail has no sample now: it is found by its last ones. */
const LOOK_BACK = '15m'

/** Which labels name a server and its group. */
export type ServerLabels = Pick<PrometheusConfig, 'nodeLabel' | 'groupLabel'>

/** The instances of one kind with the labels that name them. */
async function findServers(
  client: PrometheusClient,
  { nodeLabel, groupLabel }: ServerLabels,
  { profile, matchers, group, connectionLimit }: WantedServers,
  scrapeInterval: ScrapeInterval,
): Promise<PrometheusAnswer<FoundServer[]>> {
  const by = [...new Set(['instance', nodeLabel, groupLabel])].join(', ')
  const query = profile.detect
    .map(selector => `group by (${by}) (last_over_time(${withMatchers(selector, matchers)}[${LOOK_BACK}]))`)
    .join(' or ')
  const { data, warnings } = await client.instant(query)
  if (data.length === 0) return { data: [], warnings }
  const { intervalMs, assumed } = await scrapeInterval(profile)
  const servers = data.flatMap(({ labels }: InstantSample) => {
    const { instance } = labels
    if (!instance) return []
    return [
      {
        instance,
        profile,
        matchers,
        nodeLabel: labels[nodeLabel] || instance,
        groupLabel: group ?? (labels[groupLabel] || profile.id),
        connectionLimit,
        scrapeIntervalMs: intervalMs,
        intervalAssumed: assumed,
        asked: true,
      },
    ]
  })
  return { data: servers, warnings }
}

/**
 * Every server that is wanted, each under the first profile that detects it. A profile that cannot be
 * asked for (a wrong selector, too many series) costs its own servers only.
 * @throws {PrometheusError} when Prometheus itself fails
 */
export async function detectServers(
  client: PrometheusClient,
  labels: ServerLabels,
  wanted: readonly WantedServers[],
  scrapeInterval: ScrapeInterval,
): Promise<Detection> {
  const failed = new Map<string, PrometheusError>()
  const found = await Promise.all(
    wanted.map(each =>
      findServers(client, labels, each, scrapeInterval).catch(error => {
        if (!isQueryProblem(error)) throw error
        failed.set(each.profile.id, error)
        return { data: [], warnings: [] }
      }),
    ),
  )
  const chosen = new Map<string, FoundServer>()
  for (const server of found.flatMap(({ data }) => data))
    if (!chosen.has(server.instance)) chosen.set(server.instance, server)
  return { servers: [...chosen.values()].slice(0, MAX_NODES), failed, partial: partialProblem(...found) }
}
