import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAuditWatch } from '../../lib/server/audit/audit-watch.ts'
import { steadyClock } from '../../lib/server/clock/clock.ts'
import { createCollector } from '../../lib/server/collector/collector.ts'
import { staticTargets } from '../../lib/server/collector/static-targets.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
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
  const tiers = await createTierService({ store, keys: () => keys, onError })
  const agents = await followAgents(loaded, tiers)
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

/** Reads agents as the app does, by the same rules of who may speak for whom; the first look is waited for. */
async function followAgents(loaded: LoadedConfig, tiers: TierService): Promise<{ close(): void }> {
  const targetOf = createTargetOf(loaded)
  const collector = createCollector({
    clock: steadyClock(),
    baseDir: loaded.baseDir,
    burstOf: () => null,
    onAnswer: (node, status) =>
      tiers.onStatus(targetOf({ id: node.id, group: node.group, url: node.target.url }), status),
  })
  collector.setTargets(staticTargets(loaded.config))
  const looked = () => collector.nodes().every(({ status, error }) => status !== null || error !== null)
  for (let waited = 0; waited < FIRST_LOOK_MS && !looked(); waited += LOOK_EVERY_MS)
    await sleep(LOOK_EVERY_MS)
  return collector
}
