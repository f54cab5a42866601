import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AgentStatus, STORM_THRESHOLDS } from '@stormdeck/protocol'
import { DEMO_NODES } from '../fleet/fleet-plan.ts'
import { readStatus } from '../fleet/read-status.ts'
import { startFleet } from '../fleet/start-fleet.ts'
import type { Scenario } from '../scenario.ts'

const LOOK_EVERY_MS = 1_000
const CLASSES = ['firstTime', 'reconnect', 'unknown'] as const

type Seen = { peak: number; burstAt: number | null; attempts: number; open: number | null }

function look(status: AgentStatus, forMs: number): Seen {
  return {
    peak: status.burst.peakPerSecond,
    burstAt: status.burst.lastAt,
    attempts:
      CLASSES.reduce(
        (sum, name) => sum + status.attempts[name].reduce<number>((all, count) => all + (count ?? 0), 0),
        0,
      ) / Math.min(60, forMs / 1_000),
    open: status.pool.current,
  }
}

/** The same fleet on a calm day: every agent must say that nothing happened. */
export const calm: Scenario = {
  name: 'calm',
  summary: 'a fleet on a calm day; fails if any agent saw 50 attempts within a second or 100/s over a minute',
  options: {
    clients: { kind: 'number', help: 'clients a node', default: '300', min: 1, max: 4_000 },
    for: { kind: 'duration', help: 'how long to watch', default: '60s', min: 1_000, max: 3_600_000 },
  },
  async run({ options, report, onFinish }) {
    const clients = options.number('clients') ?? 300
    const forMs = options.number('for') ?? 60_000
    const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
    onFinish(() => rmSync(dataDir, { recursive: true, force: true }))
    const fleet = await startFleet({ nodes: DEMO_NODES, clientsPerNode: clients, dataDir })
    onFinish(fleet.stop)
    report.say(`Four servers, ${clients} clients each, watched for ${forMs / 1_000} s.`)
    const seen = new Map<string, Seen>()
    const startedAt = Date.now()
    while (Date.now() - startedAt < forMs) {
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
      const elapsedMs = Date.now() - startedAt
      for (const node of fleet.nodes) seen.set(node.id, look(await readStatus(node.controlUrl), elapsedMs))
      const open = [...seen.values()].reduce((sum, node) => sum + (node.open ?? 0), 0)
      report.progress(
        `${open} of ${clients * fleet.nodes.length} connected, ${Math.ceil((forMs - elapsedMs) / 1_000)} s to go`,
      )
    }
    report.table(
      'A calm day, as the agents saw it',
      [...seen].map(([node, { open, attempts, peak, burstAt }]) => ({
        node,
        connections: open,
        'attempts/s, mean': Math.round(attempts * 10) / 10,
        'attempts/s, peak': peak,
        burst: burstAt === null ? 'none' : new Date(burstAt).toISOString(),
      })),
    )
    const calmNodes = [...seen.values()].filter(
      node => node.burstAt === null && node.attempts <= STORM_THRESHOLDS.sustainedPerSecond,
    )
    return calmNodes.length === fleet.nodes.length ? 'passed' : 'failed'
  },
}
