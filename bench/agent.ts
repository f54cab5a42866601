import { loadavg } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { BenchServer } from './agent/bench-server.ts'
import { judge, median } from './agent/budgets.ts'
import { connectionBytes } from './agent/connection-bytes.ts'
import { cpuByTurns, type Samples } from './agent/cpu-by-turns.ts'
import type { Mode } from './agent/server-process.ts'

const PAIRS = 11
/** Each holds 15,000 connections three times over, so that there are fewer. */
const MEMORY_PAIRS = 3
const HELD = 15_000
const SCRAPES = 20
const MAX_SERIES = 200

/**
 * What the agent costs a server, against the bare ws server in the same run: interleaved pairs, medians, because
 * absolute times vary by a third on a shared machine. Beside it stands Socket.IO with its admin UI, as a user would
 * pick it. Exits with 1 when a budget is missed. `--quick`: fewer pairs and connections, for a look, not a proof.
 */
export async function run(args: string[]): Promise<void> {
  const quick = args.includes('--quick')
  const pairs = quick ? 3 : PAIRS
  const held = quick ? 2_000 : HELD
  console.info(
    `server CPU, median of ${pairs} interleaved pairs; server and clients share this machine, load ${load()}`,
  )
  const accepts = await cpuByTurns(['bare', 'agent', 'socket.io'], pairs)
  report('accept', 'µs', accepts)
  report('accept, the agent’s part', 'µs', { agent: paired(accepts, 'agent', 'bare', (a, b) => a - b) })
  const refusals = await cpuByTurns(['bare-refusing', 'agent-refusing'], pairs)
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

type Scrape = { cpuMs: number; series: number }

/** What a scrape from another process adds to the CPU of the server's main thread, against as long a time without. */
async function scrapeOf(server: BenchServer): Promise<Scrape | null> {
  if (server.metricsUrl === null) return null
  let text = ''
  const startedAt = performance.now()
  const before = await server.ask('read')
  for (let n = 0; n < SCRAPES; n++) text = await (await fetch(server.metricsUrl)).text()
  const after = await server.ask('read')
  await setTimeout(performance.now() - startedAt)
  const { threadMicros } = await server.ask('read')
  const added = 2 * after.threadMicros - before.threadMicros - threadMicros
  return {
    cpuMs: added / 1_000 / SCRAPES,
    series: text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length,
  }
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
