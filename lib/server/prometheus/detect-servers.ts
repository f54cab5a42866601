import type { Profile } from './profile.ts'
import { promAnyOf, withMatchers } from './profile-query.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import type { PrometheusConfig } from './prometheus-config.ts'
import { DEFAULT_SCRAPE_INTERVAL_MS, type ScrapeInterval } from './scrape-interval.ts'

/** One server that Prometheus scrapes and a profile knows. */
export type KnownServer = {
  instance: string
  profile: Profile
  node: string
  group: string
  connectionLimit: number | null
  scrapeIntervalMs: number
  /** False for agents that are known for their history only: the configuration does not ask for their rows. */
  asked: boolean
}

type Wanted = { profile: Profile; matchers: string[]; group: string | null; connectionLimit: number | null }

/** More than this many servers are not nodes of one dashboard. */
const MAX_SERVERS = 2_000
const MAX_NAME = 63
export const AGENT_PROFILE = 'stormdeck-agent'

/** What the configuration asks for; `auto`: every kind that holds sessions. */
export function wantedServers(config: PrometheusConfig, profiles: readonly Profile[]): Wanted[] {
  if (config.servers === 'off') return []
  if (config.servers === 'auto')
    return profiles
      .filter(profile => (profile.role === 'server' || profile.role === 'proxy') && profile.detect.length > 0)
      .map(profile => ({ profile, matchers: [], group: null, connectionLimit: null }))
  return config.servers.flatMap(entry => {
    const profile = profiles.find(known => known.id === entry.profile)
    const matchers = entry.job ? [promAnyOf('job', [entry.job])] : []
    const { group = null, connectionLimit = null } = entry
    return profile ? [{ profile, matchers, group, connectionLimit }] : []
  })
}

/** The instances of one kind with the labels that name them. */
async function findServers(client: PrometheusClient, config: PrometheusConfig, wanted: Wanted) {
  const { nodeLabel, groupLabel } = config
  const by = [...new Set(['instance', nodeLabel, groupLabel])].join(', ')
  const query = wanted.profile.detect
    .map(selector => `group by (${by}) (${withMatchers(selector, wanted.matchers)})`)
    .join(' or ')
  const answer = await client.instant(query)
  return answer.data.flatMap(({ labels }) => {
    const { instance } = labels
    if (!instance) return []
    const node = (labels[nodeLabel] || instance).slice(0, MAX_NAME)
    const group = (wanted.group ?? labels[groupLabel] ?? wanted.profile.id).slice(0, MAX_NAME)
    const { profile, connectionLimit } = wanted
    const scrapeIntervalMs = DEFAULT_SCRAPE_INTERVAL_MS
    return [{ instance, profile, node, group, connectionLimit, scrapeIntervalMs, asked: true }]
  })
}

/**
 * Every server that the configuration wants, each under the first profile that detects it.
 * @throws {PrometheusError}
 */
export async function detectServers(
  client: PrometheusClient,
  config: PrometheusConfig,
  profiles: readonly Profile[],
  scrapeInterval: ScrapeInterval,
): Promise<KnownServer[]> {
  const wanted = wantedServers(config, profiles)
  const found = (await Promise.all(wanted.map(each => findServers(client, config, each)))).flat()
  const chosen = new Map<string, KnownServer>()
  for (const server of found) if (!chosen.has(server.instance)) chosen.set(server.instance, server)
  const servers = [...chosen.values()].slice(0, MAX_SERVERS)
  const intervals = new Map<Profile, number>()
  for (const profile of new Set(servers.map(server => server.profile)))
    intervals.set(profile, await scrapeInterval(profile))
  for (const server of servers)
    server.scrapeIntervalMs = intervals.get(server.profile) ?? server.scrapeIntervalMs
  return servers
}

/**
 * The rows that servers become. What an agent answers for is not shown twice; and with `auto`, a proxy stands in front
 * of servers that are known already and holds the same sessions again, so it counts only where no server is known.
 */
export function serversToShow(
  servers: readonly KnownServer[],
  options: { auto: boolean; agents: readonly { id: string; host: string }[] },
): KnownServer[] {
  const ids = new Set(options.agents.map(agent => agent.id))
  const hosts = new Set(options.agents.map(agent => agent.host))
  const others = servers.filter(
    server => server.asked && !ids.has(server.node) && !hosts.has(server.instance),
  )
  if (!options.auto) return others
  const holding = others.filter(server => server.profile.role === 'server')
  // Our own agents may be scraped under other names than we read them by.
  if (options.agents.length > 0) return holding.filter(server => server.profile.id !== AGENT_PROFILE)
  return holding.length > 0 ? holding : others
}
