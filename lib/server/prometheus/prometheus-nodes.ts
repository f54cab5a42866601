import 'server-only'
import { STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'
import type { NodeReading } from '../../domain/node-reading.ts'
import { type KnownServer, serversToShow } from './detect-servers.ts'
import { type InstanceSignals, readNodeSignals } from './node-signals.ts'
import { PrometheusError, problemSentence } from './problem.ts'
import type { Profile } from './profile.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import { prometheusNodeReading } from './prometheus-node-reading.ts'

export type PrometheusNodes = {
  /** The rows as known now; asks for newer samples beside it, so that a slow Prometheus holds up nobody. */
  read: () => NodeReading[]
  /** Asks now and waits. Never throws for what Prometheus can fail at: the rows say it. */
  refresh: () => Promise<void>
}

export type PrometheusNodesDeps = {
  client: PrometheusClient
  servers: () => Promise<KnownServer[]>
  /** Nodes that agents answer for: they are not shown a second time. */
  agents: () => readonly { id: string; host: string }[]
  auto: boolean
  thresholdsOf?: (node: { id: string; group: string }) => StormThresholds
  now?: () => number
  /** Monotonic ms. */
  mono?: () => number
}

/** Prometheus is asked no more often than this, however often the rows are read. */
const MIN_ASK_MS = 2_000
const PEAK_MS = 600_000

/** Most connections of the last 10 min, by minute: memory per connection is judged near the peak only. */
function createPeaks() {
  const peaks = new Map<string, { minute: number; most: number }[]>()
  return (instance: string, connections: number, now: number): number => {
    const minute = Math.floor(now / 60_000)
    const kept = (peaks.get(instance) ?? []).filter(peak => peak.minute > minute - PEAK_MS / 60_000)
    const current = kept.find(peak => peak.minute === minute)
    if (current) current.most = Math.max(current.most, connections)
    else kept.push({ minute, most: connections })
    peaks.set(instance, kept)
    return Math.max(...kept.map(peak => peak.most))
  }
}

type Snapshot = {
  at: number
  servers: readonly KnownServer[]
  signals: Map<string, InstanceSignals>
  failed: Map<Profile, string>
}

/**
 * Rows of servers known from Prometheus only. `read` may be called every second: the samples are asked at most twice a
 * scrape, the ages run on. With Prometheus gone every row goes stale, then silent, and says why.
 */
export function createPrometheusNodes(deps: PrometheusNodesDeps): PrometheusNodes {
  const now = deps.now ?? Date.now
  const mono = deps.mono ?? (() => performance.now())
  const thresholdsOf = deps.thresholdsOf ?? (() => STORM_THRESHOLDS)
  const peakOf = createPeaks()
  let snapshot: Snapshot = {
    at: Number.NEGATIVE_INFINITY,
    servers: [],
    signals: new Map(),
    failed: new Map(),
  }
  let problem: string | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const servers = serversToShow(await deps.servers(), { auto: deps.auto, agents: deps.agents() })
    const signals = new Map<string, InstanceSignals>()
    const failed = new Map<Profile, string>()
    for (const profile of new Set(servers.map(server => server.profile))) {
      const scrapeIntervalMs = servers.find(server => server.profile === profile)?.scrapeIntervalMs ?? 0
      const reading = await readNodeSignals(deps.client, { profile, scrapeIntervalMs, matchers: [] }, mono)
      for (const [instance, values] of reading.byInstance) signals.set(instance, values)
      if (reading.failedSignals.length > 0)
        failed.set(profile, `profile ${profile.id} cannot evaluate ${reading.failedSignals.join(', ')}`)
    }
    snapshot = { at: now(), servers, signals, failed }
  }

  function due(): boolean {
    const shortest = Math.min(...snapshot.servers.map(server => server.scrapeIntervalMs), 15_000)
    return mono() - askedAt >= Math.max(MIN_ASK_MS, shortest / 2)
  }

  async function refresh(): Promise<void> {
    askedAt = mono()
    asking ??= ask()
      .then(() => {
        problem = null
      })
      .catch(error => {
        problem =
          error instanceof PrometheusError
            ? problemSentence(error.problem, deps.client.name)
            : `Samples of Prometheus could not be read: ${String(error)}`
      })
      .finally(() => {
        asking = null
      })
    await asking
  }

  function rowOf(server: KnownServer): NodeReading {
    const signals = snapshot.signals.get(server.instance) ?? null
    const connections = signals?.values.connections
    const scraped = {
      server,
      signals,
      peakConnections10Min:
        connections === undefined ? null : peakOf(server.instance, connections, snapshot.at),
      error: problem ?? snapshot.failed.get(server.profile) ?? null,
      clockOffsetMs: deps.client.clockOffsetMs() ?? 0,
    }
    return prometheusNodeReading(
      scraped,
      { now: now(), mono: mono() },
      thresholdsOf({ id: server.node, group: server.group }),
    )
  }

  return {
    read() {
      if (due()) void refresh()
      return snapshot.servers.map(rowOf)
    },
    refresh,
  }
}
