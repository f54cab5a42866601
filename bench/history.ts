import { parseArgs } from 'node:util'
import { builtInProfiles } from '../lib/server/prometheus/built-in-profiles.ts'
import { connectPrometheus } from '../lib/server/prometheus/connect-prometheus.ts'
import { panelQuery } from '../lib/server/prometheus/panel-query.ts'
import { prometheusConfigSchema } from '../lib/server/prometheus/prometheus-config.ts'
import { evaluationsOf, planRange, stretches } from '../lib/server/prometheus/range-plan.ts'
import { findProgram } from '../scripts/setup/debian.mjs'
import { remoteWrite } from '../scripts/test/remote-write.ts'
import { type RunningPrometheus, startPrometheus } from '../scripts/test/start-prometheus.ts'

const HELP = `usage: npm run bench -- history [--nodes 100] [--days 30] [--scrape 60] [--runs 11]

Fills a real Prometheus with the connections of a fleet and asks for the pool panel over all of it:
  ours      the panel as the browser gets it: at most 300 columns, minimum and maximum kept
  the same  exactly the queries that ours asks, put to Prometheus directly and their text read
  by hand   what one would write in Prometheus itself: minimum and maximum of each column by subquery
`
const fleet = { kind: 'fleet', name: null } as const
const DAY_MS = 86_400_000

type Size = { nodes: number; days: number; scrapeMs: number }

const instanceOf = (node: number) => `10.0.${node >> 8}.${node & 255}:9400`

/** Connections of each node: a day's wave and noise, the same in every run. */
function connections(node: number, at: number): number {
  const day = Math.sin((at / DAY_MS) * 2 * Math.PI)
  return Math.round(20_000 + 8_000 * day + ((at / 1000 + node * 7_919) % 997))
}

async function fill(url: string, size: Size, end: number): Promise<void> {
  const perWrite = 200
  for (let from = end - size.days * DAY_MS; from < end; from += perWrite * size.scrapeMs) {
    const times: number[] = []
    for (let i = 1; i <= perWrite && from + i * size.scrapeMs <= end; i++)
      times.push(from + i * size.scrapeMs)
    const series = Array.from({ length: size.nodes }, (_, node) => {
      const labels = { instance: instanceOf(node), job: 'stormdeck' }
      return [
        {
          labels: { ...labels, __name__: 'websocket_connections_current' },
          samples: times.map(at => [at, connections(node, at)] as const),
        },
        {
          labels: { ...labels, __name__: 'stormdeck_connections_limit' },
          samples: times.map(at => [at, 50_000] as const),
        },
        {
          // What the servers are found by; needed at the end only.
          labels: { ...labels, __name__: 'stormdeck_attempts_total', class: 'reconnect' },
          samples: times.map(at => [at, at / 1000] as const),
        },
      ]
    }).flat()
    await remoteWrite(url, series)
  }
}

async function ask(url: string, query: string, start: number, end: number, stepMs: number): Promise<number> {
  const form = new URLSearchParams({
    query,
    start: `${start / 1000}`,
    end: `${end / 1000}`,
    step: `${stepMs / 1000}`,
  })
  const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body: form })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(text.slice(0, 300))
  return text.length
}

const timed = async (call: () => Promise<unknown>) => {
  const before = performance.now()
  await call()
  return performance.now() - before
}
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function contenders(prometheus: RunningPrometheus, size: Size, end: number) {
  const [profile] = builtInProfiles()
  if (!profile) throw new Error('no profile')
  const range = '30d' as const
  const config = prometheusConfigSchema.parse({
    url: prometheus.url,
    scrapeIntervalSeconds: size.scrapeMs / 1000,
    deadlineSeconds: 60,
  })
  const plan = planRange(range, end, size.scrapeMs)
  const { evaluationMs, gaugeMs, stepMs } = plan
  const instances = Array.from({ length: size.nodes }, (_, node) => instanceOf(node))
  const scope = {
    profile,
    matchers: [],
    instances,
    scrapeIntervalMs: size.scrapeMs,
    evaluationMs,
    gaugeMs,
    stepMs,
  }
  const { series } = panelQuery('pool', scope)
  const sum = 'sum(websocket_connections_current)'
  const inner = `[${stepMs / 1000}s:${size.scrapeMs / 1000}s]`
  const last = plan.fromAt + plan.columns * stepMs
  const connection = connectPrometheus(config, { baseDir: '.', agents: () => [] })
  return {
    /** Every ask ends a minute earlier than the one before: what was answered already would come from memory. */
    async ours(minutesAgo: number) {
      const endAt = end - minutesAgo * 60_000
      const columns = await connection.history.read({ panel: 'pool', scope: fleet, range, endAt })
      if (columns.series.length !== 2 || columns.problem)
        throw new Error(columns.problem ?? 'lines are missing')
      return columns
    },
    close: () => connection.close(),
    same: () =>
      Promise.all(
        series.flatMap(line => {
          const { firstAt, lastAt } = evaluationsOf(plan, line.everyMs, line.level)
          return [...new Set([line.min, line.max])].flatMap(query =>
            stretches(firstAt, lastAt, line.everyMs).map(part =>
              ask(prometheus.url, query, part.from, part.to, line.everyMs),
            ),
          )
        }),
      ),
    byHand: () =>
      Promise.all(
        [
          `min_over_time(${sum}${inner})`,
          `max_over_time(${sum}${inner})`,
          'sum(stormdeck_connections_limit)',
        ].map(query => ask(prometheus.url, query, plan.fromAt + stepMs, last, stepMs)),
      ),
  }
}

/** History of 30 days of 100 nodes against Prometheus itself. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      nodes: { type: 'string', default: '100' },
      days: { type: 'string', default: '30' },
      scrape: { type: 'string', default: '60' },
      runs: { type: 'string', default: '11' },
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
  const prometheus = await startPrometheus(path, { flags: ['--web.enable-remote-write-receiver'] })
  try {
    const filled = await timed(() => fill(prometheus.url, size, end))
    const samples = (size.nodes * size.days * DAY_MS) / size.scrapeMs
    console.info(
      `filled ${Math.round(samples / 1e5) / 10} million samples a line in ${Math.round(filled / 1000)} s`,
    )
    const { ours, same, byHand, close } = contenders(prometheus, size, end)
    const columns = await ours(0)
    const took = { ours: [] as number[], same: [] as number[], byHand: [] as number[] }
    for (let i = 0; i < Number(values.runs); i++) {
      took.same.push(await timed(same))
      took.ours.push(await timed(() => ours(i + 1)))
      took.byHand.push(await timed(byHand))
    }
    close()
    const points = Math.max(...columns.series.map(series => series.max.length))
    const [mine, theirs, hand] = [median(took.ours), median(took.same), median(took.byHand)]
    console.info(`points a line for the browser   ${points}`)
    console.info(`ours                            ${Math.round(mine)} ms (median of ${took.ours.length})`)
    console.info(
      `the same queries, directly      ${Math.round(theirs)} ms, ours ÷ same ${(mine / theirs).toFixed(2)}`,
    )
    console.info(
      `by hand, minimum and maximum    ${Math.round(hand)} ms, ours ÷ by hand ${(mine / hand).toFixed(2)}`,
    )
  } finally {
    await prometheus.stop()
  }
}
