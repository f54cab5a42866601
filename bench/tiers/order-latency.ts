import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { agentStatusShape, CONTROL_PATHS } from '@stormdeck/protocol'
import { openStore } from '../../lib/server/store/open-store.ts'
import type { Keys } from '../../lib/server/tiers/keys.ts'
import { createHttpSender } from '../../lib/server/tiers/send-lease-set.ts'
import { createTierService } from '../../lib/server/tiers/tier-service.ts'
import { startAgents } from './start-agents.ts'

const GIVE_UP_MS = 10_000

export type Latencies = { each: number[]; slowest: number[]; missing: number }

/**
 * From the moment an order is given until an agent answers that it is stored there and in force. Nothing is simulated:
 * the order is stored with a sync, signed for each agent, sent over HTTP, verified and stored with a sync again.
 */
export async function measureOrders(
  dir: string,
  options: { keys: Keys; agents: number; processes: number; orders: number },
): Promise<Latencies> {
  const { keys, agents, processes, orders } = options
  const fleet = await startAgents(dir, { count: agents, processes, trust: keys.trust })
  const store = await openStore({ dataDir: join(dir, `deck-${processes}`) })
  const sender = createHttpSender()
  let arrived = (_: { id: string; revision: number; good: boolean }) => {}
  const service = await createTierService({
    store,
    keys: () => keys,
    send: async (target, set) => {
      const answer = await sender.send(target, set)
      if (answer.kind === 'applied') {
        const { revision, ordered, effective, durable } = answer.applied
        arrived({ id: target.id, revision, good: durable && effective === ordered })
      }
      return answer
    },
  })
  const latencies: Latencies = { each: [], slowest: [], missing: 0 }
  try {
    for (const node of fleet.nodes) {
      const answer = await fetch(`${node.url}${CONTROL_PATHS.status}?wait=0`)
      service.onStatus(node, agentStatusShape(await answer.json()))
    }
    await sleep(1_000)
    // Down the ladder only: the way back is paced on purpose.
    for (let i = 0; i < orders; i++) {
      const tier = i % 2 === 0 ? 2 : 3
      const seen = new Map<string, number>()
      const startedAt = performance.now()
      const all = new Promise<void>(resolve => {
        const late = setTimeout(resolve, GIVE_UP_MS)
        arrived = ({ id, revision, good }) => {
          if (revision !== service.revision() || !good || seen.has(id)) return
          seen.set(id, performance.now() - startedAt)
          if (seen.size < fleet.nodes.length) return
          clearTimeout(late)
          resolve()
        }
      })
      const order = {
        scope: { kind: 'fleet', name: null },
        durationMs: 600_000,
        drainPerSecond: null,
      } as const
      const actor = { by: 'bench', via: 'command-line' } as const
      await service.order(
        { ...order, tier, reason: 'bench', seenRevision: service.revision(), confirmed: true },
        actor,
      )
      await all
      latencies.each.push(...seen.values())
      latencies.slowest.push(Math.max(...seen.values()))
      latencies.missing += fleet.nodes.length - seen.size
      // The way back up to the next order's start takes the pace of the climb.
      await service.order(
        { ...order, tier: 1, reason: 'bench', seenRevision: service.revision(), confirmed: true },
        actor,
      )
      await sleep(tier === 3 ? 5_800 : 600)
    }
  } finally {
    service.close()
    sender.close()
    await store.close()
    fleet.stop()
  }
  return latencies
}
