import { parseArgs } from 'node:util'
import { type HistorySeries, PANELS, type Panel } from '../lib/contract/history.ts'
import { connectPrometheus, type PrometheusConnection } from '../lib/server/prometheus/connect-prometheus.ts'
import { prometheusConfigSchema } from '../lib/server/prometheus/prometheus-config.ts'
import { findProgram } from '../scripts/setup/debian.mjs'
import { startPrometheus } from '../scripts/test/start-prometheus.ts'
import { type FleetSize, fillFleet } from './history/fill-fleet.ts'
import { panelContenders } from './history/panel-contenders.ts'

const HELP = `usage: npm run bench -- history [--nodes 100] [--days 30] [--scrape 15] [--runs 5]
                                [--fill-seconds 300] [--panel-seconds 90]

Fills a real Prometheus with everything that the panels read of a fleet of agents, and asks for each panel over 30 days,
with the deadline that the dashboard has:
  ours      the panel as the browser gets it: at most 300 columns, minimum and maximum kept
  the same  exactly the queries that ours asks, put to Prometheus directly and their text read, without a deadline
  by hand   what one would write in Prometheus itself: minimum and maximum of each column by subquery (pool only)
Where --fill-seconds is too short for all days, fewer are filled, and the first line says how many.
`

const timed = async (call: () => Promise<unknown>) => {
  const before = performance.now()
  await call()
  return performance.now() - before
}
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const pointsOf = (series: readonly HistorySeries[]) => Math.max(0, ...series.map(({ max }) => max.length))

type Bench = {
  url: string
  connection: PrometheusConnection
  size: FleetSize
  end: number
  runs: number
  panelMs: number
}

/** Prints one line of figures; at least one run each, and no new one after `panelMs`. */
async function measure(panel: Panel, bench: Bench): Promise<void> {
  const { ours, same, byHand } = panelContenders(bench, panel, bench.size, bench.end)
  const took = { ours: [] as number[], same: [] as number[], byHand: [] as number[] }
  const began = performance.now()
  let points = 0
  let problem: string | null = null
  for (let i = 0; i < bench.runs && (i === 0 || performance.now() - began < bench.panelMs); i++) {
    took.same.push(await timed(same))
    took.ours.push(
      await timed(async () => {
        const columns = await ours(i + 1)
        points = Math.max(points, pointsOf(columns.series))
        // That its samples end where this began is no news; that it has none is.
        if (columns.series.length === 0) problem = columns.problem
      }),
    )
    if (byHand) took.byHand.push(await timed(byHand))
  }
  const [mine, theirs, hand] = [median(took.ours), median(took.same), median(took.byHand)]
  const ratio = (other: number) => (mine / other).toFixed(2)
  console.info(
    [
      panel.padEnd(10),
      `ours ${Math.round(mine)} ms`,
      `the same ${Math.round(theirs)} ms, ours ÷ same ${ratio(theirs)}`,
      ...(byHand ? [`by hand ${Math.round(hand)} ms, ours ÷ by hand ${ratio(hand)}`] : []),
      `${points} points a line`,
      `median of ${took.ours.length}`,
    ].join(' · '),
  )
  if (problem) console.info(`${''.padEnd(10)} ▲ ${problem}`)
}

/** History of 30 days of 100 nodes, every panel, against Prometheus itself. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      nodes: { type: 'string', default: '100' },
      days: { type: 'string', default: '30' },
      scrape: { type: 'string', default: '15' },
      runs: { type: 'string', default: '5' },
      'fill-seconds': { type: 'string', default: '300' },
      'panel-seconds': { type: 'string', default: '90' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const path = findProgram('prometheus')
  if (values.help || path === null) return console.info(values.help ? HELP : 'Prometheus is not installed.')
  const size = {
    nodes: Number(values.nodes),
    days: Number(values.days),
    scrapeMs: Number(values.scrape) * 1000,
  }
  const end = Math.floor(Date.now() / size.scrapeMs) * size.scrapeMs
  const prometheus = await startPrometheus(path, {
    flags: ['--web.enable-remote-write-receiver', '--storage.tsdb.retention.time=60d'],
  })
  try {
    const filled = await fillFleet(prometheus.url, size, end, Number(values['fill-seconds']))
    console.info(
      `${size.nodes} nodes, ${Math.round(filled.days * 10) / 10} of ${size.days} days, a sample every ${values.scrape} s: ${Math.round(filled.samples / 1e5) / 10} million samples`,
    )
    const config = prometheusConfigSchema.parse({
      url: prometheus.url,
      scrapeIntervalSeconds: size.scrapeMs / 1000,
    })
    console.info(`deadline of the dashboard ${config.longRangeDeadlineSeconds} s an answer`)
    const connection = connectPrometheus(config, { baseDir: '.', agents: () => [] })
    const panelMs = Number(values['panel-seconds']) * 1000
    const bench = { url: prometheus.url, connection, size, end, runs: Number(values.runs), panelMs }
    for (const panel of PANELS) await measure(panel, bench)
    connection.close()
  } finally {
    await prometheus.stop()
  }
}
