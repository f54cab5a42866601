import 'server-only'
import type { Scope, StormThresholds } from '@stormdeck/protocol'
import { scopeCovers } from '@stormdeck/protocol'
import type { HostSignals } from '../../contract/host-signals.ts'
import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { HistorySource } from '../history/history-source.ts'
import { AGENT_PROFILE, detectServers, type KnownServer, serversToShow } from './detect-servers.ts'
import { hostOf, readHostSignals } from './host-signals.ts'
import { loadProfiles } from './load-profiles.ts'
import { PrometheusError, PrometheusSentence, problemSentence } from './problem.ts'
import { promAnyOf } from './profile-query.ts'
import { createPrometheusClient, type PrometheusClient } from './prometheus-client.ts'
import type { PrometheusConfig } from './prometheus-config.ts'
import { createPrometheusHistory, type HistoryTarget } from './prometheus-history.ts'
import { createPrometheusNodes, type PrometheusNodes } from './prometheus-nodes.ts'
import { createScrapeInterval } from './scrape-interval.ts'

/** A node that an agent answers for. */
export type AgentAddress = { id: string; group: string; url: string }

export type PrometheusConnection = {
  history: HistorySource
  nodes: PrometheusNodes
  /** The machine under a node. @throws {PrometheusSentence} */
  host: (nodeId: string) => Promise<HostSignals | null>
  /** Data of `/api/v1/targets`, for discovery. @throws {PrometheusSentence} */
  targets: () => Promise<unknown>
  health: () => SourceHealth
  close: () => void
}

export type PrometheusConnectionDeps = {
  baseDir: string
  agents: () => readonly AgentAddress[]
  thresholdsOf?: (node: { id: string; group: string }) => StormThresholds
  now?: () => number
  /** Monotonic ms. */
  mono?: () => number
}

const LOOK_AGAIN_MS = 60_000
/** With nothing found yet, the first scrape may be about to come. */
const LOOK_AGAIN_EMPTY_MS = 2_000

/** Remembers the servers for a minute; a failed look is repeated by whoever asks next. */
function createServerList(look: () => Promise<KnownServer[]>, now: () => number) {
  let known: Promise<KnownServer[]> | null = null
  let until = 0
  return () => {
    if (known && now() < until) return known
    until = now() + LOOK_AGAIN_MS
    const looking = look()
    known = looking
    looking.then(
      found => {
        if (found.length === 0) until = now() + LOOK_AGAIN_EMPTY_MS
      },
      () => {
        until = 0
      },
    )
    return looking
  }
}

/**
 * Groups servers by kind: what one query can ask. Where a kind is wanted whole, it is asked whole: over 30 days it then
 * holds the servers that have been replaced since.
 */
export function targetsOf(
  servers: readonly KnownServer[],
  known: readonly KnownServer[],
  auto: boolean,
): HistoryTarget[] {
  const profiles = [...new Set(servers.map(server => server.profile))]
  return profiles.map(profile => {
    const wanted = servers.filter(server => server.profile === profile).map(server => server.instance)
    const all = known.filter(server => server.profile === profile).length
    const whole = wanted.length === all && (auto || profile.id === AGENT_PROFILE)
    return { profile, matchers: whole ? [] : [promAnyOf('instance', wanted)] }
  })
}

/** The servers that stand for a scope: those of its agents where Prometheus scrapes them, and the other rows. */
export function serversOfScope(
  servers: readonly KnownServer[],
  agents: readonly AgentAddress[],
  scope: Scope,
  auto: boolean,
): KnownServer[] {
  const hosts = agents.map(agent => ({ ...agent, host: new URL(agent.url).host }))
  const wanted = hosts.filter(agent => scopeCovers(scope, agent))
  const ofAgents = servers.filter(server =>
    wanted.some(agent => server.instance === agent.host || server.node === agent.id),
  )
  const shown = serversToShow(servers, { auto, agents: hosts })
  const others = shown.filter(server => scopeCovers(scope, { id: server.node, group: server.group }))
  // Scraped under other names than ours: for the whole fleet that does not matter.
  const unnamed =
    agents.length > 0 && ofAgents.length === 0 && scope.kind === 'fleet'
      ? servers.filter(server => server.profile.id === AGENT_PROFILE)
      : []
  return [...ofAgents, ...unnamed, ...others]
}

function healthOf(
  client: PrometheusClient,
  state: { problem: string | null; since: number | null },
): SourceHealth {
  const base = { id: client.name, kind: 'prometheus' as const, since: state.since }
  if (state.since === null) return { ...base, status: 'unknown', error: null }
  const offsetMs = client.clockOffsetMs() ?? 0
  const clock = offsetMs === 0 ? null : problemSentence({ kind: 'clock', offsetMs }, client.name)
  const error = state.problem ?? clock
  return { ...base, status: error === null ? 'ok' : 'failing', error }
}

/** Watches how calls go, so that the state of the source is always known without asking anything more. */
function watched(client: PrometheusClient, now: () => number) {
  const state: { problem: string | null; since: number | null } = { problem: null, since: null }
  const note = (problem: string | null) => {
    if (state.since === null || (state.problem === null) !== (problem === null)) state.since = now()
    state.problem = problem
  }
  const watch = async <T>(call: Promise<T>): Promise<T> => {
    try {
      const answer = await call
      note(null)
      return answer
    } catch (error) {
      if (error instanceof PrometheusError) note(problemSentence(error.problem, client.name))
      throw error
    }
  }
  const watching: PrometheusClient = {
    ...client,
    instant: query => watch(client.instant(query)),
    range: (query, from, to, stepMs) => watch(client.range(query, from, to, stepMs)),
  }
  return { client: watching, health: () => healthOf(client, state) }
}

/**
 * Everything the server takes from one Prometheus: history of the panels, rows of servers without an agent, and the
 * machines under them.
 * @throws {Error} a sentence about a file of the configuration that cannot be read
 */
export function connectPrometheus(
  config: PrometheusConfig,
  deps: PrometheusConnectionDeps,
): PrometheusConnection {
  const now = deps.now ?? Date.now
  const profiles = loadProfiles(config.profileFiles, deps.baseDir)
  const { client, health } = watched(createPrometheusClient(config, { baseDir: deps.baseDir, now }), now)
  const scrapeInterval = createScrapeInterval(client, config.scrapeIntervalSeconds, now)
  const agentProfile = profiles.filter(profile => profile.id === AGENT_PROFILE)
  // Our own agents are found even where other servers are named by hand, or not wanted.
  const servers = createServerList(async () => {
    const own = await detectServers(client, { ...config, servers: 'auto' }, agentProfile, scrapeInterval)
    const rest = await detectServers(client, config, profiles, scrapeInterval)
    const more = own.filter(server => !rest.some(known => known.instance === server.instance))
    return [...rest, ...more.map(server => ({ ...server, asked: false }))]
  }, now)
  const auto = config.servers === 'auto'
  const said = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      if (error instanceof PrometheusError)
        throw new PrometheusSentence(problemSentence(error.problem, client.name))
      throw error
    }
  }
  const agentHosts = () => deps.agents().map(({ id, url }) => ({ id, host: new URL(url).host }))

  return {
    history: createPrometheusHistory({
      client,
      scrapeInterval,
      async targetsOf(scope) {
        const known = await servers()
        return targetsOf(serversOfScope(known, deps.agents(), scope, auto), known, auto)
      },
    }),
    nodes: createPrometheusNodes({
      client,
      servers,
      agents: agentHosts,
      auto,
      now,
      ...(deps.mono ? { mono: deps.mono } : {}),
      ...(deps.thresholdsOf ? { thresholdsOf: deps.thresholdsOf } : {}),
    }),
    host: nodeId =>
      said(async () => {
        const agent = agentHosts().find(known => known.id === nodeId)
        const server = (await servers()).find(known => known.node === nodeId)
        const instance = agent?.host ?? server?.instance
        return instance ? readHostSignals(client, profiles, scrapeInterval, hostOf(instance)) : null
      }),
    targets: () => said(async () => (await client.targets()).data),
    health,
    close: () => client.close(),
  }
}
