import 'server-only'
import type { FleetState, Storm } from '../domain/fleet-state.ts'
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
import { startTiers, type Tiers } from './tiers/start-tiers.ts'

/** Everything that runs once per process. Routes use it and never make parts of their own. */
export type Runtime = {
  loaded: LoadedConfig
  clock: Clock
  store: Store
  tiers: Tiers['tiers']
  audit: Tiers['audit']
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
  // Before the store: keys that are missing beside a store were lost, and are not made anew.
  ensureKeys(loaded.dataDir)
  const store = await openStore({ dataDir: loaded.dataDir })
  const switches = await startTiers(loaded, store)
  const { tiers, audit } = switches
  const fleet = createFleet(loaded.config)
  const live = createLiveFeed(() => fleet.hot(clock.now(), null))
  const build = readBuildId(env)
  const sentUpTo = new Map<string, number>()

  const collector = createCollector({
    clock,
    baseDir: loaded.baseDir,
    burstOf: fleet.burstOf,
    onAnswer(node, status, wrote) {
      switches.hear({ id: node.id, group: node.group, url: node.target.url }, status)
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
      tier: tiers.state(nodes, storms, now),
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
    tiers,
    audit,
    collector,
    fleet,
    live,
    state: live.state,
    async close() {
      ticker.stop()
      live.close()
      collector.close()
      switches.close()
      await store.close()
    },
  }
}
