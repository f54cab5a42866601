import { wireSafeRow } from '../../contract/wire-safe-row.ts'
import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import type { Clock } from '../clock/clock.ts'
import { type Collector, type CollectorOptions, createCollector } from '../collector/collector.ts'
import { staticTargets } from '../collector/static-targets.ts'
import { stormThresholdsOf } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { type AgentDiscovery, discoverAgents } from '../discovery/discover-agents.ts'
import { agentsSource } from '../fleet/agents-source.ts'
import { connectPrometheus, type PrometheusConnection } from '../prometheus/connect-prometheus.ts'

export type Sources = {
  collector: Collector
  /** `null`: none is configured. */
  prometheus: PrometheusConnection | null
  /** Rows of servers that have no agent. */
  otherRows(): NodeReading[]
  /** @param unreadNodes how many more are expected */
  health(nodes: readonly NodeReading[], unreadNodes: number): SourceHealth[]
  close(): void
}

/** Everything that numbers come from: agents, listed or discovered, and Prometheus. */
export function startSources(
  { config, baseDir }: LoadedConfig,
  clock: Clock,
  hear: Pick<CollectorOptions, 'burstOf' | 'onAnswer'>,
  onError: (error: unknown) => void,
): Sources {
  const collector = createCollector({ clock, baseDir, ...hear })
  const prometheus =
    config.prometheus === undefined
      ? null
      : connectPrometheus(config.prometheus, {
          baseDir,
          agents: () =>
            collector.nodes().map(node => ({ id: node.id, group: node.group, url: node.target.url })),
          thresholdsOf: node => stormThresholdsOf(config, node),
          now: clock.now,
          mono: clock.mono,
        })
  const listed = staticTargets(config)
  const discovery: AgentDiscovery | null =
    config.discovery === undefined
      ? null
      : discoverAgents({
          config: config.discovery,
          listed,
          baseDir,
          onTargets: collector.setTargets,
          prometheusTargets: prometheus?.targets ?? null,
          now: clock.now,
        })
  collector.setTargets(listed)
  discovery?.look().catch(onError)

  return {
    collector,
    prometheus,
    otherRows: () => (prometheus?.nodes.read() ?? []).flatMap(row => wireSafeRow(row) ?? []),
    health: (nodes, unreadNodes) => [
      agentsSource(nodes, collector.nodes().length, unreadNodes),
      ...[discovery?.health() ?? null, prometheus?.health() ?? null].filter(health => health !== null),
    ],
    close() {
      discovery?.stop()
      collector.close()
      prometheus?.close()
    },
  }
}
