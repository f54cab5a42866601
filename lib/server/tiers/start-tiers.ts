import type { AgentStatus } from '@stormdeck/protocol'
import { type AuditWatch, createAuditWatch } from '../audit/audit-watch.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { readCa } from '../config/read-ca.ts'
import { readSecret } from '../config/read-secret.ts'
import type { Store } from '../store/store.ts'
import { openControlSocket } from './control/open-control-socket.ts'
import { ensureKeys } from './keys.ts'
import type { NodeTarget } from './send-lease-set.ts'
import { createTierService, type TierService } from './tier-service.ts'

/** How often keys are read again, so that `keys rotate` needs no restart. */
const KEYS_EVERY_MS = 2_000

export type Tiers = {
  tiers: TierService
  audit: AuditWatch
  /** Every status of every agent. `url`: base of its control listener, as configured. */
  hear(node: { id: string; group: string; url: string }, status: AgentStatus): void
  /** Sentences that somebody must see: the chain is broken, lines were lost. Empty when all is well. */
  problems(): string[]
  close(): void
}

/** The switch of a running app: its service, its audit (walked once at start) and its upkeep. */
export async function startTiers(
  loaded: LoadedConfig,
  store: Store,
  onError: (error: unknown) => void = logError,
): Promise<Tiers> {
  let keys = ensureKeys(loaded.dataDir)
  const audit = createAuditWatch(store)
  // Before anything is written: what was cut off while nobody held the store is seen as it was left.
  await audit.verify()
  const tiers = await createTierService({
    store,
    keys: () => keys,
    onError,
    firstPolicy: loaded.config.policy,
  })
  // Without it the browser still orders; the command line then says that nobody listens.
  const socket = await openControlSocket({ tiers, store, audit, dataDir: loaded.dataDir }).catch(error => {
    onError(error)
    return null
  })
  const timer = setInterval(() => {
    try {
      keys = ensureKeys(loaded.dataDir)
    } catch (error) {
      onError(error)
    }
  }, KEYS_EVERY_MS)
  timer.unref()
  const targetOf = createTargetOf(loaded)
  return {
    tiers,
    audit,
    hear: (node, status) => {
      try {
        tiers.onStatus(targetOf(node), status)
      } catch (error) {
        onError(error)
      }
    },
    problems: () => [...tiers.problems(), ...[audit.problem()].filter(problem => problem !== null)],
    close: () => {
      clearInterval(timer)
      socket?.close()
      tiers.close()
    },
  }
}

/**
 * Adds what the configuration says about orders to an agent: a token and an authority of its own. Their files are read when
 * something is sent, so that one that cannot be read keeps no node out of the switch.
 */
export function createTargetOf({ config, baseDir }: LoadedConfig) {
  const byUrl = new Map(config.agents.map(agent => [agent.url, agent]))
  const authorities = new Map<string, string>()
  const authority = (file: string) => {
    const known = authorities.get(file) ?? readCa(file, baseDir)
    authorities.set(file, known)
    return known
  }
  return (node: { id: string; group: string; url: string }): NodeTarget => {
    // An agent that was found, and not listed, has what discovery says for all of them.
    const agent = byUrl.get(node.url) ?? config.discovery
    return {
      id: node.id,
      group: node.group,
      url: node.url,
      credentials: () => ({
        writeToken: agent?.writeTokenFile === undefined ? null : readSecret(agent.writeTokenFile, baseDir),
        ca: agent?.caFile === undefined ? null : authority(agent.caFile),
      }),
    }
  }
}

const logError = (error: unknown) =>
  console.error('stormdeck: tiers:', error instanceof Error ? error.message : error)
