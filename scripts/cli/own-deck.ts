import { userInfo } from 'node:os'
import { createAuditWatch } from '../../lib/server/audit/audit-watch.ts'
import { createAgentLink } from '../../lib/server/collector/agent-link.ts'
import { staticTargets } from '../../lib/server/collector/static-targets.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { openStore } from '../../lib/server/store/open-store.ts'
import { runVerb } from '../../lib/server/tiers/control/run-verb.ts'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'
import { createTargetOf } from '../../lib/server/tiers/start-tiers.ts'
import { createTierService, type TierService } from '../../lib/server/tiers/tier-service.ts'
import type { Deck } from './deck.ts'

const FIRST_LOOK_MS = 3_000
const LOOK_EVERY_MS = 500

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

/** Asks agents for their status again and again; the first look is waited for. */
async function followAgents(loaded: LoadedConfig, tiers: TierService): Promise<{ close(): void }> {
  const targetOf = createTargetOf(loaded)
  const links = staticTargets(loaded.config).map(target => ({
    url: target.url,
    link: createAgentLink(target, loaded.baseDir),
  }))
  let closed = false
  const look = async ({ url, link }: (typeof links)[number]): Promise<void> => {
    try {
      const status = await link.status({ since: null, burst: null, waitMs: 0 })
      if (!closed) tiers.onStatus(targetOf({ id: status.node.id, group: status.node.group, url }), status)
    } catch {
      // A silent agent is listed as such; the others must not wait for it.
    }
    if (!closed) setTimeout(() => void look({ url, link }), LOOK_EVERY_MS).unref()
  }
  const first = Promise.allSettled(links.map(look))
  await Promise.race([first, new Promise(resolve => setTimeout(resolve, FIRST_LOOK_MS).unref())])
  return {
    close: () => {
      closed = true
      for (const { link } of links) link.close()
    },
  }
}
