import { BenchServer } from './agent/bench-server.ts'
import type { Mode } from './agent/server-process.ts'

const PAIRS = 11
/** Until then the compiler's own work is most of what is measured. */
const WARM_UP = 4_000
const ACCEPTS = 3_000
const REFUSALS = 3_000
const HELD = 15_000

/**
 * What the agent costs a server, against the bare ws server in the same run: interleaved pairs, medians, because
 * absolute times vary by a third on a shared machine. `--quick`: fewer pairs and connections.
 */
export async function run(args: string[]): Promise<void> {
  const quick = args.includes('--quick')
  const pairs = quick ? 3 : PAIRS
  console.info(`server CPU, median of ${pairs} interleaved pairs; server and clients share this machine`)
  const accepts = await compare(['bare', 'agent', 'socket.io'], pairs, mode => cpuPerKnock(mode, ACCEPTS))
  report('accept', 'µs', accepts)
  const extra = median(accepts.agent ?? []) - median(accepts.bare ?? [])
  console.info(`  agent adds ${extra.toFixed(1)} µs an accept (aim: at most 10)`)

  const refusals = await compare(['bare-refusing', 'agent-refusing'], pairs, mode =>
    cpuPerKnock(mode, REFUSALS),
  )
  report('refusal', 'µs', refusals)
  const ratio = median(refusals['agent-refusing'] ?? []) / median(refusals['bare-refusing'] ?? [])
  console.info(`  agent refuses at ${ratio.toFixed(2)} × bare (aim: at most 1.1)`)

  const held = quick ? 2_000 : HELD
  console.info(`heap + external a connection after gc, ${held} connections held`)
  for (const mode of ['bare', 'agent', 'socket.io'] as const) await memory(mode, held)
}

type Samples = Partial<Record<Mode, number[]>>

async function compare(
  modes: Mode[],
  pairs: number,
  measure: (mode: Mode) => Promise<number>,
): Promise<Samples> {
  const samples: Samples = {}
  for (let pair = 0; pair < pairs; pair++) {
    // Turned round each time, so that what drifts hits each of them first as often.
    const order = pair % 2 ? [...modes].reverse() : modes
    for (const mode of order) {
      const values = samples[mode] ?? []
      samples[mode] = values
      values.push(await measure(mode))
    }
  }
  return samples
}

async function cpuPerKnock(mode: Mode, count: number): Promise<number> {
  const server = await BenchServer.start(mode)
  await server.knock(WARM_UP)
  const before = await server.ask('collect')
  await server.knock(count)
  const after = await server.ask('read')
  await server.stop()
  return (after.cpuMicros - before.cpuMicros) / count
}

async function memory(mode: Mode, held: number): Promise<void> {
  const server = await BenchServer.start(mode)
  await server.knock(100)
  const before = await server.ask('collect')
  await server.knock(held)
  const after = await server.ask('collect')
  const opened = after.connections - before.connections
  const live = (after.liveBytes - before.liveBytes) / opened
  const rss = (after.rssBytes - before.rssBytes) / opened
  const { scrapeMs } = await server.ask('scrape')
  await server.stop()
  const scraped = scrapeMs === null ? '' : `, /metrics ${scrapeMs.toFixed(2)} ms CPU with its HTTP request`
  console.info(
    `  ${mode.padEnd(10)} ${(live / 1_000).toFixed(2)} KB live, ${(rss / 1_000).toFixed(2)} KB rss${scraped}`,
  )
}

function report(what: string, unit: string, samples: Samples): void {
  for (const [mode, values] of Object.entries(samples)) {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(1))
    console.info(`  ${what} ${mode.padEnd(15)} ${median(values).toFixed(1)} ${unit} (${low} to ${high})`)
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
