import 'server-only'
import { assembleState } from './assemble-state.ts'
import { readBuildId } from './build-id.ts'
import { type Clock, steadyClock } from './clock.ts'
import { createCollector } from './collector/collector.ts'
import { staticTargets } from './collector/static-targets.ts'
import { stormThresholdsOf } from './config/config-schema.ts'
import type { Environment, LoadedConfig } from './config/load-config.ts'
import { discoverAgents } from './discovery/discover-agents.ts'
import { agentsSource } from './fleet/agents-source.ts'
import { createFleet } from './fleet/fleet.ts'
import { openIncidentBook } from './fleet/incident-book.ts'
import { objectId } from './fleet/object-id.ts'
import { openStormBook } from './fleet/storm-book.ts'
import { createStormRecorder } from './fleet/storm-recorder.ts'
import { startTicker } from './fleet/ticker.ts'
import { createEmbeddedHistory } from './history/embedded-history.ts'
import { historyMarks } from './history/history-marks.ts'
import { readHistory } from './history/read-history.ts'
import { createMinuteRecorder } from './history/record-minutes.ts'
import { createLiveFeed } from './live/live-feed.ts'
import { connectPrometheus } from './prometheus/connect-prometheus.ts'
import type { Runtime } from './runtime-parts.ts'
import { openStore } from './store/open-store.ts'
import { createStoreWatch } from './store-watch.ts'
import { ensureKeys } from './tiers/keys.ts'
import { startTiers } from './tiers/start-tiers.ts'

/** Wires the parts of the server: configuration → store → tiers → collector → judgement → feed and history. */
export async function startRuntime(
  loaded: LoadedConfig,
  env: Environment,
  clock: Clock = steadyClock(),
): Promise<Runtime> {
  const { config, baseDir, dataDir } = loaded
  // Keys first: a store that has an issuer and no keys is refused.
  ensureKeys(dataDir)
  const store = await openStore({ dataDir })
  const storeWatch = createStoreWatch(clock)
  const { onError } = storeWatch
  const switches = await startTiers(loaded, store, onError)
  const storms = await openStormBook({ store: store.storms, newId: now => objectId('storm', now), onError })
  const incidents = await openIncidentBook({
    store: store.incidents,
    newId: now => objectId('incident', now),
    onError,
  })
  const recorder = createStormRecorder({ store: store.storms, onError })

  const fleet = createFleet(config)
  const live = createLiveFeed(() => fleet.hot(clock.now(), null))
  const sentUpTo = new Map<string, number>()
  const collector = createCollector({
    clock,
    baseDir,
    burstOf: fleet.burstOf,
    onAnswer(node, status, wrote) {
      switches.hear({ id: node.id, group: node.group, url: node.target.url }, status)
      if (fleet.answered(node, status, wrote)) ticker.soon()
    },
  })
  const agents = () =>
    collector.nodes().map(node => ({ id: node.id, group: node.group, url: node.target.url }))
  const prometheus =
    config.prometheus === undefined
      ? null
      : connectPrometheus(config.prometheus, {
          baseDir,
          agents,
          thresholdsOf: node => stormThresholdsOf(config, node),
          now: clock.now,
        })
  const minutes = createMinuteRecorder({ nodes: collector.nodes, store: store.history })
  const build = readBuildId(env)

  function look(early: boolean): void {
    const now = clock.now()
    const seen = fleet.look(collector.nodes(), now, early)
    const nodes = prometheus === null ? seen : [...seen, ...prometheus.nodes.read()]
    const told = storms.look(fleet.judges(), new Map(seen.map(row => [row.id, row])), now)
    recorder.look(told, fleet.judges(), now)
    const running = told.filter(storm => storm.state !== 'ended')
    const state = assembleState({
      now,
      build,
      demo: env.STORMDECK_DEMO === '1',
      nodes,
      storms: running,
      tier: switches.tiers.state(nodes, running, now),
      sources: [
        agentsSource(nodes, collector.nodes().length),
        ...[discovery?.health() ?? null].filter(health => health !== null),
        ...(prometheus === null ? [] : [prometheus.health()]),
        storeWatch.health(switches.problems()),
      ],
      incidents: incidents.look(nodes, now),
    })
    live.publish(state, fleet.hot(now, sentUpTo), early)
    if (early) return
    collector.dropVanished()
    minutes.tick(now).catch(onError)
  }

  const discovery =
    config.discovery === undefined
      ? null
      : discoverAgents({
          config: config.discovery,
          listed: staticTargets(config),
          baseDir,
          onTargets: collector.setTargets,
          prometheusTargets: prometheus?.targets ?? null,
          now: clock.now,
        })
  collector.setTargets(staticTargets(config))
  discovery?.look().catch(onError)
  const ticker = startTicker(look, clock)
  look(false)

  const historyDeps = {
    nodes: collector.nodes,
    embedded: createEmbeddedHistory({ nodes: collector.nodes, store: store.history }),
    prometheus: prometheus?.history ?? null,
    marks: async (
      { scope, endAt }: { scope: Parameters<typeof historyMarks>[2]; endAt: number },
      from: number,
    ) =>
      historyMarks(
        await switches.tiers.history({ from, to: endAt, limit: 64 }),
        await store.storms.read({ from, to: endAt, limit: 64 }),
        scope,
        live.state()?.nodes ?? [],
      ),
  }

  return {
    loaded,
    clock,
    store,
    collector,
    fleet,
    live,
    tiers: switches.tiers,
    audit: switches.audit,
    incidents,
    recorder,
    prometheus,
    history: request => readHistory(historyDeps, request),
    state: live.state,
    async close() {
      ticker.stop()
      discovery?.stop()
      live.close()
      collector.close()
      prometheus?.close()
      switches.close()
      const now = clock.now()
      await Promise.allSettled([storms.flush(), incidents.flush(), recorder.flush(now), minutes.flush(now)])
      // Writes come in order: when this read is answered, those that nobody waits for are done.
      await store.audit.head()
      await store.close()
    },
  }
}
