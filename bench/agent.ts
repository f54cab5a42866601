import { loadavg } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { BenchServer } from './agent/bench-server.ts'
import { judge, median } from './agent/budgets.ts'
import { connectionBytes } from './agent/connection-bytes.ts'
import { cpuByTurns, type Samples } from './agent/cpu-by-turns.ts'
import type { Mode } from './agent/server-process.ts'

const PAIRS = 11
/** Each holds 15,000 connections three times over, so that there are fewer. */
const MEMORY_PAIRS = 3
const HELD = 15_000
const SCRAPES = 50
/** Two hours of scrapes every 15 s: the first of a new process are mostly the compiler's own work, three times the rest. */
const SCRAPES_BEFORE = 500
const MAX_SERIES = 200

const HELP = `usage: npm run bench -- agent [--quick]

What the agent costs a ws server, against the bare server in the same run; beside it stands Socket.IO with its admin UI,
as a user would pick it. Pairs are interleaved and medians taken, because absolute times vary by a third on a shared
machine. --quick: fewer pairs and connections, for a look, not a proof. Ends with 1 when a budget is missed.`

/** Prints every figure, then each budget and whether it is met. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return console.info(HELP)
  const { quick } = values
  const pairs = quick ? 3 : PAIRS
  const held = quick ? 2_000 : HELD
  console.info(
    `server CPU, median of ${pairs} interleaved pairs; server and clients share this machine, load ${load()}`,
  )
  const accepts = await cpuByTurns(['bare', 'agent', 'socket.io'], pairs)
  report('accept', 'µs', accepts)
  report('accept, the agent’s part', 'µs', { agent: paired(accepts, 'agent', 'bare', (a, b) => a - b) })
  const refusals = await cpuByTurns(['bare-refusing', 'agent-refusing', 'agent-unnamed-refusing'], pairs)
  report('refusal', 'µs', refusals)

  console.info(`a connection after gc, ${held} held, each from an address and with a client key of its own`)
  const rss: Samples = {}
  const scrapes: Scrape[] = []
  const live = await compare(['bare', 'agent', 'socket.io'], quick ? 1 : MEMORY_PAIRS, async mode => {
    const { liveBytes, rssBytes } = await connectionBytes(mode, held, async server => {
      const scrape = await scrapeOf(server)
      if (scrape) scrapes.push(scrape)
    })
    rss[mode] = [...(rss[mode] ?? []), rssBytes / 1_000]
    return liveBytes / 1_000
  })
  report('heap + external', 'KB', live)
  report('rss', 'KB', rss)
  const firstScrapes = median(scrapes.map(each => each.firstMs)).toFixed(2)
  console.info(`  /metrics, first ${SCRAPES} of a process: ${firstScrapes} ms of the loop’s thread`)
  console.info(`  load now ${load()}`)

  const of = (samples: Samples, mode: Mode) => median(samples[mode] ?? [])
  console.info('budgets')
  const missed = judge([
    {
      what: 'agent adds to an accept',
      measured: median(paired(accepts, 'agent', 'bare', (a, b) => a - b)),
      most: 10,
      unit: 'µs',
    },
    {
      what: 'a refusal against bare',
      measured: median(paired(refusals, 'agent-refusing', 'bare-refusing', (a, b) => a / b)),
      most: 1.1,
      unit: '×',
    },
    {
      what: 'a refusal against bare, clients without a key',
      measured: median(paired(refusals, 'agent-unnamed-refusing', 'bare-refusing', (a, b) => a / b)),
      most: 1.1,
      unit: '×',
    },
    {
      what: 'agent adds to a connection',
      measured: of(live, 'agent') - of(live, 'bare'),
      most: 1,
      unit: 'KB',
    },
    {
      what: '/metrics takes of the loop’s thread',
      measured: median(scrapes.map(each => each.cpuMs)),
      most: 1,
      unit: 'ms',
    },
    {
      what: 'series under load',
      measured: scrapes.length > 0 ? Math.max(...scrapes.map(each => each.series)) : Number.NaN,
      most: MAX_SERIES,
      unit: 'series',
    },
    {
      what: 'an accept against Socket.IO with its admin UI',
      measured: median(paired(accepts, 'agent', 'socket.io', (a, b) => a / b)),
      most: 1,
      unit: '×',
    },
    {
      what: 'a connection against Socket.IO with its admin UI',
      measured: of(live, 'agent') / of(live, 'socket.io'),
      most: 1,
      unit: '×',
    },
  ])
  if (missed > 0) process.exitCode = 1
}

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

/** `firstMs`: as `cpuMs`, of a process that has just started. */
type Scrape = { firstMs: number; cpuMs: number; series: number }

/** What a scrape from another process costs the server. */
async function scrapeOf(server: BenchServer): Promise<Scrape | null> {
  if (server.metricsUrl === null) return null
  const url = server.metricsUrl
  let text = ''
  const scrape = async (count: number) => {
    for (let n = 0; n < count; n++) text = await (await fetch(url)).text()
  }
  const first = await addedBy(server, () => scrape(SCRAPES))
  await scrape(SCRAPES_BEFORE)
  const later = await addedBy(server, () => scrape(SCRAPES))
  return {
    firstMs: first / 1_000 / SCRAPES,
    cpuMs: later / 1_000 / SCRAPES,
    series: text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length,
  }
}

/** What some work adds to the CPU of the server's main thread, against as long a time without, µs. */
async function addedBy(server: BenchServer, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  const before = await server.ask('read')
  await work()
  const after = await server.ask('read')
  await setTimeout(performance.now() - startedAt)
  const { threadMicros } = await server.ask('read')
  return 2 * after.threadMicros - before.threadMicros - threadMicros
}

/** What two modes make of each pair: what disturbed both is gone before the median is taken. */
function paired(samples: Samples, one: Mode, other: Mode, of: (a: number, b: number) => number): number[] {
  const others = samples[other] ?? []
  return (samples[one] ?? []).map((value, pair) => of(value, others[pair] ?? Number.NaN))
}

const load = () => (loadavg()[0] ?? 0).toFixed(1)

function report(what: string, unit: string, samples: Samples): void {
  for (const [mode, values] of Object.entries(samples)) {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(1))
    console.info(`  ${what} ${mode.padEnd(15)} ${median(values).toFixed(1)} ${unit} (${low} to ${high})`)
  }
}
