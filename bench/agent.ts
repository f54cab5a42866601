import { BenchServer } from './agent/bench-server.ts'
import { judge, median } from './agent/budgets.ts'
import type { Mode } from './agent/server-process.ts'

const PAIRS = 11
/** Each holds 15,000 connections three times over, so that there are fewer. */
const MEMORY_PAIRS = 3
/** Until then the compiler's own work is most of what is measured. */
const WARM_UP = 4_000
const ACCEPTS = 3_000
const REFUSALS = 3_000
const HELD = 15_000
const SCRAPES = 20
const MAX_SERIES = 200

type Samples = Partial<Record<Mode, number[]>>

/**
 * What the agent costs a server, against the bare ws server in the same run: interleaved pairs, medians, because
 * absolute times vary by a third on a shared machine. Beside it stands Socket.IO with its admin UI, as a user would
 * pick it. Exits with 1 when a budget is missed. `--quick`: fewer pairs and connections, for a look, not a proof.
 */
export async function run(args: string[]): Promise<void> {
  const quick = args.includes('--quick')
  const pairs = quick ? 3 : PAIRS
  const held = quick ? 2_000 : HELD
  console.info(`server CPU, median of ${pairs} interleaved pairs; server and clients share this machine`)
  const accepts = await compare(['bare', 'agent', 'socket.io'], pairs, mode => cpuPerKnock(mode, ACCEPTS))
  report('accept', 'µs', accepts)
  const refusals = await compare(['bare-refusing', 'agent-refusing'], pairs, mode =>
    cpuPerKnock(mode, REFUSALS),
  )
  report('refusal', 'µs', refusals)

  console.info(`a connection after gc, ${held} held, each from an address and with a client key of its own`)
  const rss: Samples = {}
  const scrapes: Scrape[] = []
  const live = await compare(['bare', 'agent', 'socket.io'], quick ? 1 : MEMORY_PAIRS, async mode => {
    const { liveBytes, rssBytes, scrape } = await memory(mode, held)
    rss[mode] = [...(rss[mode] ?? []), rssBytes / 1_000]
    if (scrape) scrapes.push(scrape)
    return liveBytes / 1_000
  })
  report('heap + external', 'KB', live)
  report('rss', 'KB', rss)

  const of = (samples: Samples, mode: Mode) => median(samples[mode] ?? [])
  console.info('budgets')
  const missed = judge([
    {
      what: 'agent adds to an accept',
      measured: of(accepts, 'agent') - of(accepts, 'bare'),
      most: 10,
      unit: 'µs',
    },
    {
      what: 'a refusal against bare',
      measured: of(refusals, 'agent-refusing') / of(refusals, 'bare-refusing'),
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
      what: '/metrics holds the loop',
      measured: median(scrapes.map(each => each.busyMs)),
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
      measured: of(accepts, 'agent') / of(accepts, 'socket.io'),
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

async function cpuPerKnock(mode: Mode, count: number): Promise<number> {
  const server = await BenchServer.start(mode)
  await server.knock(WARM_UP)
  const before = await server.ask('collect')
  await server.knock(count)
  const after = await server.ask('read')
  await server.stop()
  return (after.cpuMicros - before.cpuMicros) / count
}

type Scrape = { busyMs: number; series: number }

async function memory(
  mode: Mode,
  held: number,
): Promise<{ liveBytes: number; rssBytes: number; scrape: Scrape | null }> {
  const server = await BenchServer.start(mode)
  await server.knock(100)
  const before = await server.ask('collect')
  await server.knock(held)
  const after = await server.ask('collect')
  const opened = after.connections - before.connections
  const scrape = await scrapeOf(server)
  await server.stop()
  return {
    liveBytes: (after.liveBytes - before.liveBytes) / opened,
    rssBytes: (after.rssBytes - before.rssBytes) / opened,
    scrape,
  }
}

/** How long the server's loop is held by a scrape from another process, the agent's own work meanwhile included. */
async function scrapeOf(server: BenchServer): Promise<Scrape | null> {
  if (server.metricsUrl === null) return null
  let text = ''
  const before = await server.ask('read')
  for (let n = 0; n < SCRAPES; n++) text = await (await fetch(server.metricsUrl)).text()
  const after = await server.ask('read')
  return {
    busyMs: (after.busyMs - before.busyMs) / SCRAPES,
    series: text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length,
  }
}

function report(what: string, unit: string, samples: Samples): void {
  for (const [mode, values] of Object.entries(samples)) {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(1))
    console.info(`  ${what} ${mode.padEnd(15)} ${median(values).toFixed(1)} ${unit} (${low} to ${high})`)
  }
}
