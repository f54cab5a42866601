import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import { historyShape } from '../../contract/history.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import type { Profile } from './profile.ts'
import { createPrometheusClient } from './prometheus-client.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'
import { createPrometheusHistory } from './prometheus-history.ts'
import { createScrapeInterval } from './scrape-interval.ts'

const binary = requireBinary('prometheus')
const agent = builtInProfiles().find(profile => profile.id === 'stormdeck-agent') as Profile
const WAIT = { timeout: 20_000, interval: 50 }
const fleet = { kind: 'fleet', name: null } as const

/** Serves what an agent would: values are changed by the test. */
function startExposition(text: () => string): Promise<{ server: Server; target: string }> {
  const server = createServer((_request, response) => response.end(text()))
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ server, target: `127.0.0.1:${(server.address() as AddressInfo).port}` }),
    ),
  )
}

function historyOf(url: string, options: { now?: () => number } = {}) {
  const config = prometheusConfigSchema.parse({ url })
  const client = createPrometheusClient(config, options)
  const scrapeInterval = createScrapeInterval(client, undefined)
  const history = createPrometheusHistory({
    client,
    scrapeInterval,
    targetsOf: () => [{ profile: agent, matchers: [] }],
  })
  return { client, history }
}

describe.skipIf(binary === null)('history from a real Prometheus', () => {
  let prometheus: RunningPrometheus
  const servers: Server[] = []
  let connections = 1_200
  let attempts = 0
  let peak = { value: 0, at: 0 }

  beforeAll(async () => {
    const expose = (share: number) => () => {
      attempts += 3
      return `# TYPE websocket_connections_current gauge
websocket_connections_current{worker="0"} ${connections * share}
stormdeck_connections_limit 50000
stormdeck_memory_per_connection_bytes 41000
# TYPE stormdeck_attempts_total counter
stormdeck_attempts_total{class="reconnect"} ${attempts}
stormdeck_attempts_peak_per_second ${peak.value}
stormdeck_attempts_peak_timestamp_seconds ${peak.at}
`
    }
    const nodes = await Promise.all([startExposition(expose(1)), startExposition(expose(0.5))])
    servers.push(...nodes.map(node => node.server))
    prometheus = await startPrometheus(binary ?? '', { jobs: { ws: nodes.map(node => node.target) } })
    await vi.waitFor(async () => expect(await sampleCount(prometheus.url)).toBeGreaterThanOrEqual(3), WAIT)
    connections = 9_000
    peak = { value: 480, at: Date.now() / 1000 }
    await vi.waitFor(async () => expect(await fleetNow(prometheus.url)).toBe(13_500), WAIT)
    connections = 1_000
    await vi.waitFor(async () => expect(await fleetNow(prometheus.url)).toBe(1_500), WAIT)
  })
  afterAll(async () => {
    await prometheus?.stop()
    for (const server of servers) server.close()
  })

  it.each(['15m', '1h', '6h', '24h', '7d', '30d'] as const)(
    'keeps the peak over %s, in at most 300 columns',
    async range => {
      const { history, client } = historyOf(prometheus.url)
      const endAt = Date.now()
      const pool = await history.read({ panel: 'pool', scope: fleet, range, endAt })
      client.close()
      expect(
        historyShape({ ...pool, panel: 'pool', scope: 'fleet', range, marks: [], partial: [] }),
      ).toBeTruthy()
      const line = pool.series.find(series => series.id === 'connections')
      expect(pool.problem).toBeNull()
      expect(line?.max.length).toBeLessThanOrEqual(300)
      expect(Math.max(...(line?.max ?? []).map(value => value ?? 0))).toBe(13_500)
      expect(pool.fromAt + (line?.max.length ?? 0) * pool.stepMs).toBeGreaterThan(endAt - pool.stepMs)
    },
  )

  it('shows the burst that lies between two scrapes, once', async () => {
    const { history, client } = historyOf(prometheus.url)
    const reconnect = await history.read({
      panel: 'reconnect',
      scope: fleet,
      range: '15m',
      endAt: Date.now(),
    })
    client.close()
    const line = reconnect.series.find(series => series.id === 'attempts')
    const bursts = (line?.max ?? []).flatMap((value, column) =>
      value !== null && value > 400 ? [column] : [],
    )
    expect(bursts.length).toBeGreaterThan(0)
    expect(bursts.length).toBeLessThanOrEqual(2)
    expect(reconnect.problem).toBeNull()
  })

  it('answers a sentence and no columns when Prometheus is gone', async () => {
    const { history, client } = historyOf('http://127.0.0.1:9')
    const pool = await history.read({ panel: 'pool', scope: fleet, range: '1h', endAt: Date.now() })
    client.close()
    expect(pool.series).toEqual([])
    expect(pool.problem).toBe(
      'Prometheus at http://127.0.0.1:9 refuses connections; start it, or correct prometheus.url.',
    )
  })
})

async function queried(url: string, query: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`)
  const body = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(body.data.result[0]?.value[1] ?? Number.NaN)
}
const sampleCount = (url: string) => queried(url, 'max(count_over_time(websocket_connections_current[1m]))')
const fleetNow = (url: string) => queried(url, 'sum(min_over_time(websocket_connections_current[3s]))')
