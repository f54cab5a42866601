import 'server-only'
import type { FleetState, Storm, TierState } from '../domain/fleet-state.ts'
import type { NodeReading } from '../domain/node-reading.ts'
import { readBuildId } from './build-id.ts'
import { type Clock, steadyClock } from './clock.ts'
import { type Collector, createCollector } from './collector/collector.ts'
import { staticTargets } from './collector/static-targets.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { agentsSource } from './fleet/agents-source.ts'
import { createFleet, type Fleet } from './fleet/fleet.ts'
import { startTicker } from './fleet/ticker.ts'
import { createLiveFeed, type LiveFeed } from './live/live-feed.ts'
import { processSlot } from './process-slot.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { ensureKeys } from './tiers/keys.ts'

/** Everything that runs once per process. Routes use it and never make parts of their own. */
export type Runtime = {
  loaded: LoadedConfig
  clock: Clock
  store: Store
  collector: Collector
  fleet: Fleet
  live: LiveFeed
  /** The one judged state, as last published; `null` within the first second. */
  state(): FleetState | null
  /** Ends streams, flushes, closes. Within a second. */
  close(): Promise<void>
}

const slot = () => processSlot<{ starting: Promise<Runtime> | null }>('runtime', () => ({ starting: null }))

/**
 * The runtime of this process, started by the first who asks.
 * @throws {ConfigError | StoreError | KeyError} with a sentence
 */
export function runtime(): Promise<Runtime> {
  const held = slot()
  held.starting ??= startRuntime(loadConfig(), process.env)
  return held.starting
}

async function startRuntime(loaded: LoadedConfig, env: NodeJS.ProcessEnv): Promise<Runtime> {
  const clock = steadyClock()
  ensureKeys(loaded.dataDir)
  const store = await openStore({ dataDir: loaded.dataDir })
  const fleet = createFleet(loaded.config)
  const live = createLiveFeed(() => fleet.hot(clock.now(), null))
  const build = readBuildId(env)
  const sentUpTo = new Map<string, number>()

  const collector = createCollector({
    clock,
    baseDir: loaded.baseDir,
    burstOf: fleet.burstOf,
    onAnswer(node, status, wrote) {
      if (fleet.answered(node, status, wrote)) ticker.soon()
    },
  })
  collector.setTargets(staticTargets(loaded.config))

  function look(early: boolean): void {
    const now = clock.now()
    const nodes = fleet.look(collector.nodes(), now, early)
    const storms: Storm[] = []
    const state: FleetState = {
      at: Math.round(now),
      build,
      demo: env.STORMDECK_DEMO === '1',
      nodes,
      storms,
      tier: watchOnly(nodes),
      sources: [agentsSource(nodes, null)],
      incidents: [],
    }
    live.publish(state, fleet.hot(now, sentUpTo), early)
  }

  const ticker = startTicker(look, clock)
  look(false)

  return {
    loaded,
    clock,
    store,
    collector,
    fleet,
    live,
    state: live.state,
    async close() {
      ticker.stop()
      live.close()
      collector.close()
      await store.close()
    },
  }
}

/** Until orders can be given from here. */
function watchOnly(nodes: readonly NodeReading[]): TierState {
  return {
    leases: [],
    revision: 0,
    ordered: 1,
    recommended: null,
    policyMode: 'off',
    safeToStepUp: { safe: null, why: 'no orders can be given from here yet' },
    applied: { nodes: nodes.length, of: nodes.length, missing: [] },
    mayOrder: { allowed: false, why: 'No orders can be given from here yet.' },
  }
}
