import 'server-only'
import { STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues, reachByAge } from '../../domain/reach.ts'
import { type InstanceSignals, readNodeSignals } from './node-signals.ts'
import { isQueryProblem, PrometheusError, problemSentence } from './problem.ts'
import type { Profile } from './profile.ts'
import { lastSampleAgeQuery, promAnyOf } from './profile-query.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import { prometheusNodeReading } from './prometheus-node-reading.ts'
import { RecentPeaks } from './recent-peaks.ts'
import { DEFAULT_SCRAPE_INTERVAL_MS } from './scrape-interval.ts'
import { type ScrapedState, scrapedStates } from './scraped-state.ts'
import type { KnownServer } from './server-list.ts'
import { serversToShow } from './servers-to-show.ts'
import { StormSince } from './storm-since.ts'

export type PrometheusNodes = {
  /** The rows as known now; asks for newer samples beside it, so that a slow Prometheus holds up nobody. */
  read: () => NodeReading[]
  /** The label `instance` of each row, by its id. */
  instances: () => ReadonlyMap<string, string>
  /** Asks now and waits. Never throws for what Prometheus can fail at: the rows say it. */
  refresh: () => Promise<void>
}

export type PrometheusNodesDeps = {
  client: PrometheusClient
  servers: () => Promise<KnownServer[]>
  /** Nodes that agents answer for: they are not shown a second time. */
  agents: () => readonly { id: string; host: string }[]
  auto: boolean
  /** Wraps everything that one reading asks. */
  round?: <T>(client: PrometheusClient, ask: (client: PrometheusClient) => Promise<T>) => Promise<T>
  thresholdsOf?: (node: { id: string; group: string }) => StormThresholds
  now?: () => number
  /** Monotonic ms. */
  mono?: () => number
}

/** Prometheus is asked no more often than this, however often the rows are read. */
const MIN_ASK_MS = 2_000

/** What is left of a server that was gone before this dashboard began: when it was last seen. */
const lastSeen = (ageMs: number | null, askedAt: number): InstanceSignals => ({
  ageMs,
  askedAt,
  values: {},
  means: {},
  states: {},
})

type Snapshot = {
  servers: readonly KnownServer[]
  signals: Map<string, InstanceSignals>
  /** Of servers that have no sample now: why. */
  states: Map<string, ScrapedState>
  failed: Map<Profile, string>
}

/** Servers that one set of queries reads: of one kind, and narrowed in one way. */
function groupsOf(servers: readonly KnownServer[]): KnownServer[][] {
  const groups = new Map<string, KnownServer[]>()
  for (const server of servers) {
    const key = JSON.stringify([server.profile.id, server.profile.detect, server.matchers])
    groups.set(key, [...(groups.get(key) ?? []), server])
  }
  return [...groups.values()]
}

/**
 * Rows of servers known from Prometheus only. `read` may be called every second: the samples are asked at most twice a
 * scrape, the ages run on. A server whose samples end keeps its last ones, goes stale, then silent or vanished, and
 * says why; with Prometheus gone every row does.
 */
export function createPrometheusNodes(deps: PrometheusNodesDeps): PrometheusNodes {
  const now = deps.now ?? Date.now
  const mono = deps.mono ?? (() => performance.now())
  const thresholdsOf = deps.thresholdsOf ?? (() => STORM_THRESHOLDS)
  const round = deps.round ?? ((client, ask) => ask(client))
  const peaks = new RecentPeaks()
  const stormSince = new StormSince()
  let snapshot: Snapshot = { servers: [], signals: new Map(), states: new Map(), failed: new Map() }
  let problem: string | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  const sentence = (error: unknown) =>
    error instanceof PrometheusError
      ? problemSentence(error.problem, deps.client.name)
      : `Samples of Prometheus could not be read: ${String(error)}`

  /** Samples of one kind; what only this kind's queries fail at is said on its rows. */
  async function askGroup(client: PrometheusClient, group: readonly KnownServer[], next: Snapshot) {
    const [first] = group
    if (!first) return
    const { profile, matchers } = first
    const scrapeIntervalMs = Math.max(...group.map(server => server.scrapeIntervalMs))
    try {
      const reading = await readNodeSignals(client, { profile, scrapeIntervalMs, matchers }, mono)
      for (const [instance, values] of reading.byInstance)
        if (values.ageMs !== null) next.signals.set(instance, values)
      if (reading.partial) {
        // Of a server that is not in a part of the answer nothing is known, not even that it is gone.
        next.failed.set(profile, problemSentence(reading.partial, deps.client.name))
        for (const { instance } of group) if (!next.signals.has(instance)) keepLast(instance, next)
        return
      }
      if (reading.failedSignals.length > 0)
        next.failed.set(profile, `profile ${profile.id} cannot evaluate ${reading.failedSignals.join(', ')}`)
    } catch (error) {
      if (!isQueryProblem(error)) throw error
      next.failed.set(profile, sentence(error))
      for (const { instance } of group) keepLast(instance, next)
      return
    }
    const withdrawn = (ageMs: number | null) => !hasValues(reachByAge(ageMs, scrapeIntervalMs))
    const instances = group
      .map(server => server.instance)
      .filter(instance => withdrawn(next.signals.get(instance)?.ageMs ?? null))
    if (instances.length === 0) return
    for (const [instance, state] of await scrapedStates(client, instances, 4 * scrapeIntervalMs))
      next.states.set(instance, state)
    for (const instance of instances) if (!next.signals.has(instance)) keepLast(instance, next)
    const unseen = instances.filter(instance => !next.signals.has(instance))
    if (unseen.length === 0) return
    const asked = mono()
    const ages = await client.instant(lastSampleAgeQuery(profile, [promAnyOf('instance', unseen)]))
    for (const { labels, value } of ages.data)
      if (labels.instance) next.signals.set(labels.instance, lastSeen(value, asked))
  }

  function keepLast(instance: string, next: Snapshot): void {
    const last = snapshot.signals.get(instance)
    if (last) next.signals.set(instance, last)
  }

  async function ask(): Promise<void> {
    const known = await deps.servers()
    const servers = serversToShow(known, { auto: deps.auto, agents: deps.agents() })
    const next: Snapshot = { servers, signals: new Map(), states: new Map(), failed: new Map() }
    await round(deps.client, async client => {
      for (const group of groupsOf(servers)) await askGroup(client, group, next)
    })
    snapshot = next
  }

  function due(): boolean {
    const shortest = Math.min(
      ...snapshot.servers.map(server => server.scrapeIntervalMs),
      DEFAULT_SCRAPE_INTERVAL_MS,
    )
    return mono() - askedAt >= Math.max(MIN_ASK_MS, shortest / 2)
  }

  async function refresh(): Promise<void> {
    askedAt = mono()
    asking ??= ask()
      .then(() => {
        problem = null
      })
      .catch(error => {
        problem = sentence(error)
      })
      .finally(() => {
        asking = null
      })
    await asking
  }

  function rowOf(server: KnownServer): NodeReading {
    const signals = snapshot.signals.get(server.instance) ?? null
    const connections = signals?.values.connections
    const at = now()
    const scraped = {
      server,
      signals,
      state: snapshot.states.get(server.instance) ?? null,
      peakConnections10Min:
        connections === undefined ? null : peaks.note(server.instance, connections, signals?.askedAt ?? 0),
      error: problem ?? snapshot.failed.get(server.profile) ?? null,
      clockOffsetMs: deps.client.clockOffsetMs() ?? 0,
    }
    const thresholds = thresholdsOf({ id: server.node, group: server.group })
    const row = prometheusNodeReading(scraped, { now: at, mono: mono() }, thresholds)
    return { ...row, stormSince: stormSince.note(server.instance, row) }
  }

  return {
    read() {
      if (due()) void refresh()
      return snapshot.servers.map(rowOf)
    },
    instances: () => new Map(snapshot.servers.map(({ node, instance }) => [node, instance])),
    refresh,
  }
}
