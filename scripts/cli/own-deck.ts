import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAuditWatch } from '../../lib/server/audit/audit-watch.ts'
import { steadyClock } from '../../lib/server/clock/clock.ts'
import { createCollector } from '../../lib/server/collector/collector.ts'
import { staticTargets } from '../../lib/server/collector/static-targets.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { createFleet } from '../../lib/server/fleet/fleet.ts'
import { openStore } from '../../lib/server/store/open-store.ts'
import { runVerb } from '../../lib/server/tiers/control/run-verb.ts'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'
import { createTargetOf } from '../../lib/server/tiers/start-tiers.ts'
import { createTierService, type TierService } from '../../lib/server/tiers/tier-service.ts'
import type { Deck } from './deck.ts'

const FIRST_LOOK_MS = 3_000
const LOOK_EVERY_MS = 25

/**
 * Does in this process what the app would do: opens the store (which no other process may hold), asks every configured
 * agent, and sends to it. Agents that are only found by discovery are told by the app when it is back.
 */
export async function ownDeck(loaded: LoadedConfig, onProblem: (text: string) => void): Promise<Deck> {
  const keys = ensureKeys(loaded.dataDir)
  const store = await openStore({ dataDir: loaded.dataDir })
  const onError = (error: unknown) => onProblem(error instanceof Error ? error.message : String(error))
  const agents = readAgents(loaded)
  const readings = agents.readings
  const tiers = await createTierService({ store, keys: () => keys, onError, readings })
  await agents.firstLook(tiers)
  const parts = { tiers, store, audit: createAuditWatch(store) }
  const actor = { by: userInfo().username, via: 'command-line' as const }
  return {
    run: async (verb, input) => (await runVerb(parts, verb, input, actor)) as never,
    close: async () => {
      agents.close()
      tiers.close()
      await store.close()
    },
  }
}

/** Reads agents as the app does, by the same rules of who may speak for whom. */
function readAgents(loaded: LoadedConfig) {
  const targetOf = createTargetOf(loaded)
  const fleet = createFleet(loaded.config)
  const clock = steadyClock()
  let told: TierService | null = null
  const collector = createCollector({
    clock,
    baseDir: loaded.baseDir,
    burstOf: () => null,
    onAnswer: (node, status, wrote) => {
      fleet.answered(node, status, wrote)
      told?.onStatus(targetOf({ id: node.id, group: node.group, url: node.target.url }), status)
    },
  })
  const looked = () => collector.nodes().every(({ status, error }) => status !== null || error !== null)
  return {
    /** A row for every configured agent, whether it answers or not. */
    readings: () => fleet.look(collector.nodes(), clock.now()),
    /** Begins to ask, and waits until each has answered once or failed to. */
    firstLook: async (tiers: TierService): Promise<void> => {
      told = tiers
      collector.setTargets(staticTargets(loaded.config))
      for (let waited = 0; waited < FIRST_LOOK_MS && !looked(); waited += LOOK_EVERY_MS)
        await sleep(LOOK_EVERY_MS)
    },
    close: () => collector.close(),
  }
}
