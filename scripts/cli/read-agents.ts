import { setTimeout as sleep } from 'node:timers/promises'
import { steadyClock } from '../../lib/server/clock/clock.ts'
import { createCollector } from '../../lib/server/collector/collector.ts'
import { staticTargets } from '../../lib/server/collector/static-targets.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { createFleet } from '../../lib/server/fleet/fleet.ts'
import { createTargetOf } from '../../lib/server/tiers/start-tiers.ts'
import type { TierService } from '../../lib/server/tiers/tier-service.ts'

const FIRST_LOOK_MS = 3_000
const LOOK_EVERY_MS = 25

/** Reads agents as the app does, by the same rules of who may speak for whom. */
export function readAgents(loaded: LoadedConfig) {
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
