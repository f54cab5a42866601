import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureKeys } from '../lib/server/tiers/keys.ts'
import { FORGED_AIM, measureForged } from './tiers/forged-load.ts'
import { type Latencies, measureOrders } from './tiers/order-latency.ts'
import { percentile } from './tiers/percentile.ts'
import { measurePolling } from './tiers/polling-latency.ts'

/** Order to durable and effective on 200 agents in 10 processes. */
const ORDER_AIM_MS = 200

const HELP = `Order to durable and effective on real agents, beside a client that polls every 15 s; forged sets under load.

  npm run bench -- tiers [--agents 200] [--processes 10,200] [--orders 20] [--forged-seconds 10]`

/** Prints p50, p99 and maximum of every part; aims stand beside. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      agents: { type: 'string', default: '200' },
      processes: { type: 'string', default: '10,200' },
      orders: { type: 'string', default: '20' },
      'forged-seconds': { type: 'string', default: '10' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.info(HELP)
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-bench-'))
  const keys = ensureKeys(join(dir, 'keys'))
  const agents = Number(values.agents)
  try {
    for (const processes of values.processes.split(',').map(Number)) {
      const latencies = await measureOrders(dir, { keys, agents, processes, orders: Number(values.orders) })
      printOrders(
        `${agents} agents in ${processes} processes`,
        latencies,
        processes === 10 ? `aim: p99 ≤ ${ORDER_AIM_MS} ms` : '',
      )
    }
    const polled = await measurePolling(agents)
    console.info(line(`${agents} clients that poll every 15 s`, polled))
    const forged = await measureForged(dir, keys, Number(values['forged-seconds']))
    console.info(
      `${forged.answered} forged sets answered, ${forged.perSecond.toFixed(0)}/s: ${forged.accepted} accepted, loop lag of the agent p99 ${forged.lagMsP99?.toFixed(1)} ms, max ${forged.lagMsMax?.toFixed(1)} ms (aim: none at ${FORGED_AIM.perSecond}/s, p99 < ${FORGED_AIM.lagMsP99} ms)`,
    )
    const held = forged.accepted === 0 && (forged.lagMsP99 ?? Number.POSITIVE_INFINITY) < FORGED_AIM.lagMsP99
    if (!held || forged.perSecond < FORGED_AIM.perSecond * FORGED_AIM.tolerance) missed()
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A missed aim is a failed run. */
function missed(): void {
  process.exitCode = 1
}

function printOrders(name: string, { each, slowest, missing }: Latencies, aim: string): void {
  if (missing > 0 || (aim !== '' && percentile(each, 0.99) > ORDER_AIM_MS)) missed()
  console.info(`${line(name, each)}${missing === 0 ? '' : `, ${missing} never answered`} ${aim}`)
  console.info(line('  slowest agent of each order', slowest))
}

function line(name: string, ms: readonly number[]): string {
  const at = (share: number) => percentile(ms, share).toFixed(0).padStart(6)
  return `${name.padEnd(36)} p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  max ${at(1)} ms  n ${ms.length}`
}
