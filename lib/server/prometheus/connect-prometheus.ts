import 'server-only'
import type { Scope, StormThresholds } from '@stormdeck/protocol'
import { scopeCovers } from '@stormdeck/protocol'
import type { HostJoins } from '../../contract/host-joins.ts'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { ScrapedNode } from '../../contract/scraped-node.ts'
import { AGENT_PROFILE } from '../../domain/agent-profile.ts'
import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { HistorySource } from '../history/history-source.ts'
import { hostOf } from '../outbound/host-of.ts'
import { type Detection, detectServers } from './detect-servers.ts'
import { type HostReading, readHostSignals } from './host-signals.ts'
import { createHostResolver, isLoopback, readHostExporters } from './join-host.ts'
import { listHostJoins } from './list-host-joins.ts'
import { loadProfiles } from './load-profiles.ts'
import {
  PrometheusError,
  type PrometheusProblem,
  PrometheusSentence,
  problemHeadline,
  problemSentence,
} from './problem.ts'
import { promAnyOf } from './profile-query.ts'
import { createPrometheusClient, type PrometheusClient } from './prometheus-client.ts'
import type { PrometheusConfig } from './prometheus-config.ts'
import { createPrometheusHistory, type HistoryTarget } from './prometheus-history.ts'
import { createPrometheusNodes, type PrometheusNodes } from './prometheus-nodes.ts'
import { readScrapedNode } from './read-scraped-node.ts'
import { createScrapeInterval } from './scrape-interval.ts'
import { scrapedStates } from './scraped-state.ts'
import { createServerList, type KnownServer } from './server-list.ts'
import { serversToShow } from './servers-to-show.ts'
import { createSourceRounds, type Purpose, type SourceRounds } from './source-rounds.ts'
import { wantedServers } from './wanted-servers.ts'

/** How far back a query of a moment looks for a sample: Prometheus' own default. */
const LOOK_BACK_MS = 300_000

/** A node that an agent answers for. */
export type AgentAddress = { id: string; group: string; url: string }

export type PrometheusConnection = {
  history: HistorySource
  nodes: PrometheusNodes
  /** The machine under a node. @throws {PrometheusSentence} */
  host: (nodeId: string) => Promise<HostReading>
  /** Which exporter stands for the machine under each node, or why none does. @throws {PrometheusSentence} */
  hosts: () => Promise<NonNullable<HostJoins['value']>>
  /** What its server exports beside the row, of a node without an agent. @throws {PrometheusSentence} */
  scraped: (nodeId: string) => Promise<ScrapedNode | null>
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
    const all = known.filter(server => server.profile === profile)
    const whole =
      wanted.length === all.length &&
      (auto || profile.id === AGENT_PROFILE) &&
      all.every(server => server.matchers.length === 0)
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
    wanted.some(agent => server.instance === agent.host || server.nodeLabel === agent.id),
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

/** What the source says of itself: the problem of what it was asked for, else a clock that is wrong. */
function healthOf(client: PrometheusClient, rounds: SourceRounds, now: () => number) {
  let since: number | null = null
  let last: SourceHealth['status'] = 'unknown'
  return (): SourceHealth => {
    const base = { id: client.name, kind: 'prometheus' as const }
    const offsetMs = client.clockOffsetMs() ?? 0
    const clock: PrometheusProblem | null = offsetMs === 0 ? null : { kind: 'clock', offsetMs }
    const asked = rounds.problem()
    const problem = asked ?? clock
    // Which servers there are is the first answer; before their samples came, a fleet without rows is not empty.
    const well = rounds.asked('rows') ? 'ok' : 'unknown'
    const status = asked === undefined ? 'unknown' : problem === null ? well : 'failing'
    if (status !== last) since = now()
    last = status
    if (status !== 'failing' || !problem) return { ...base, status, error: null, headline: null, since }
    const error = problemSentence(problem, client.name)
    return { ...base, status, error, headline: problemHeadline(problem), since }
  }
}

/**
 * Everything the server takes from one Prometheus: history of the panels, rows of servers without an agent, and the
 * machines under them. What people ask for has a client of its own, so that neither its breaker nor its sockets hold
 * up the rows.
 * @throws {Error} a sentence about a file or an entry of the configuration that cannot be used
 */
export function connectPrometheus(
  config: PrometheusConfig,
  deps: PrometheusConnectionDeps,
): PrometheusConnection {
  const now = deps.now ?? Date.now
  const mono = deps.mono ?? (() => performance.now())
  const profiles = loadProfiles(config.profileFiles, deps.baseDir)
  const wanted = wantedServers(config, profiles)
  const agents = wantedServers(
    { servers: 'auto' },
    profiles.filter(profile => profile.id === AGENT_PROFILE),
  )
  const steady = createPrometheusClient(config, { baseDir: deps.baseDir, now })
  const onDemand = createPrometheusClient(config, { baseDir: deps.baseDir, now })
  const rounds = createSourceRounds(mono)
  const scrapeInterval = createScrapeInterval(steady, config.scrapeIntervalSeconds, mono)
  const servers = createServerList({
    look: () =>
      rounds.round('servers', steady, async client => {
        const asked = await detectServers(client, config, wanted, scrapeInterval)
        if (config.servers === 'auto') return asked
        return withAgents(asked, await detectServers(client, config, agents, scrapeInterval))
      }),
    targetsAmong: async instances => {
      const states = await scrapedStates(steady, instances, LOOK_BACK_MS)
      return new Set(instances.filter(instance => states.get(instance) !== 'not-scraped'))
    },
    mono,
  })
  const auto = config.servers === 'auto'
  const said = async <T>(purpose: Purpose, client: PrometheusClient, ask: Ask<T>): Promise<T> => {
    try {
      return await rounds.round(purpose, client, ask)
    } catch (error) {
      if (error instanceof PrometheusError)
        throw new PrometheusSentence(problemSentence(error.problem, client.name))
      throw error
    }
  }
  const resolveHost = createHostResolver()
  const sameMachine = isLoopback(hostOf(new URL(config.url).host))
  const agentHosts = () => deps.agents().map(({ id, url }) => ({ id, host: new URL(url).host }))
  const askedOf = (node: string, instance: string) => ({
    node,
    nodeLabel: config.nodeLabel,
    host: hostOf(instance),
    sameMachine,
  })

  return {
    history: createPrometheusHistory({
      client: onDemand,
      scrapeInterval,
      async targetsOf(scope) {
        const known = await servers()
        const targets = targetsOf(serversOfScope(known, deps.agents(), scope, auto), known, auto)
        const problem = rounds.problem()
        if (targets.length === 0 && problem?.kind === 'partial') throw new PrometheusError(problem)
        return targets
      },
      round: (client, ask) => rounds.round('history', client, ask),
    }),
    nodes: createPrometheusNodes({
      client: steady,
      servers,
      agents: agentHosts,
      auto,
      round: (client, ask) => rounds.round('rows', client, ask),
      now,
      mono,
      ...(deps.thresholdsOf ? { thresholdsOf: deps.thresholdsOf } : {}),
    }),
    host: nodeId =>
      said('host', onDemand, async client => {
        const agent = agentHosts().find(known => known.id === nodeId)
        const server = (await servers()).find(known => known.node === nodeId)
        const instance = agent?.host ?? server?.instance
        if (instance === undefined) return { value: null, unjoined: null }
        return readHostSignals(client, profiles, scrapeInterval, askedOf(nodeId, instance), resolveHost)
      }),
    hosts: () =>
      said('host', onDemand, async client => {
        const agents = agentHosts()
        const others = serversToShow(await servers(), { auto, agents })
        const nodes = [
          ...agents.map(({ id, host }) => askedOf(id, host)),
          ...others.map(({ node, instance }) => askedOf(node, instance)),
        ].slice(0, MAX_NODES)
        const exporters = await readHostExporters(client, profiles, config.nodeLabel)
        return listHostJoins(exporters, nodes, resolveHost, client.name)
      }),
    scraped: nodeId =>
      said('host', onDemand, async client => {
        const server = (await servers()).find(known => known.node === nodeId)
        return server ? readScrapedNode(client, server) : null
      }),
    targets: () => said('targets', steady, async client => (await client.targets()).data),
    health: healthOf(steady, rounds, now),
    close() {
      steady.close()
      onDemand.close()
    },
  }
}

type Ask<T> = (client: PrometheusClient) => Promise<T>

/** Our own agents are found even where other servers are named by hand, or not wanted. */
function withAgents(asked: Detection, agents: Detection): Detection {
  const known = new Set(asked.servers.map(server => server.instance))
  const more = agents.servers.filter(server => !known.has(server.instance))
  return {
    servers: [...asked.servers, ...more.map(server => ({ ...server, asked: false }))],
    failed: new Map([...agents.failed, ...asked.failed]),
    partial: asked.partial ?? agents.partial,
  }
}
