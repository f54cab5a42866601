import { userInfo } from 'node:os'
import { createAuditWatch } from '../../lib/server/audit/audit-watch.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { openStore } from '../../lib/server/store/open-store.ts'
import { runVerb } from '../../lib/server/tiers/control/run-verb.ts'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'
import { createTierService } from '../../lib/server/tiers/tier-service.ts'
import type { Deck } from './deck.ts'
import { readAgents } from './read-agents.ts'

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
