import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remoteWrite } from '../../../scripts/test/remote-write.ts'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import { RANGE_MS } from '../../contract/history.ts'
import { connectPrometheus, type PrometheusConnection } from './connect-prometheus.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'

const binary = requireBinary('prometheus')
const SCRAPE_MS = 15_000
const DAY_MS = 86_400_000
const fleet = { kind: 'fleet', name: null } as const

/** A month of one node, with a spike and a dip of one scrape each. */
describe.skipIf(binary === null)('thirty days in Prometheus', () => {
  let prometheus: RunningPrometheus
  let connection: PrometheusConnection
  const end = Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS
  const spikeAt = end - 20 * DAY_MS + 7 * SCRAPE_MS
  const dipAt = end - 3 * DAY_MS + 9 * SCRAPE_MS

  beforeAll(async () => {
    prometheus = await startPrometheus(binary ?? '', { flags: ['--web.enable-remote-write-receiver'] })
    const common = { instance: '10.0.0.1:9400', job: 'stormdeck' }
    for (let day = 30; day > 0; day--) {
      const times = Array.from(
        { length: DAY_MS / SCRAPE_MS },
        (_, i) => end - day * DAY_MS + (i + 1) * SCRAPE_MS,
      )
      const connections = (at: number) => (at === spikeAt ? 48_000 : at === dipAt ? 3 : 20_000)
      await remoteWrite(prometheus.url, [
        {
          labels: { ...common, __name__: 'websocket_connections_current', worker: '0' },
          samples: times.map(at => [at, connections(at)] as const),
        },
        {
          labels: { ...common, __name__: 'stormdeck_connections_limit' },
          samples: times.map(at => [at, 50_000] as const),
        },
        {
          labels: { ...common, __name__: 'stormdeck_attempts_total', class: 'reconnect' },
          samples: times.map(at => [at, (at - (end - 31 * DAY_MS)) / 500] as const),
        },
      ])
    }
    const config = prometheusConfigSchema.parse({ url: prometheus.url, scrapeIntervalSeconds: 15 })
    connection = connectPrometheus(config, { baseDir: process.cwd(), agents: () => [] })
  })
  afterAll(async () => {
    connection?.close()
    await prometheus?.stop()
  })

  const read = async (range: '24h' | '7d' | '30d', panel: 'pool' | 'reconnect') => {
    const history = await connection.history.read({ panel, scope: fleet, range, endAt: end })
    const series = (id: string) => history.series.find(line => line.id === id)
    return { history, series }
  }
  const columnOf = (history: { fromAt: number; stepMs: number }, at: number) =>
    Math.ceil((at - history.fromAt) / history.stepMs) - 1

  it('a spike and a dip of one scrape survive, in the column where they were', async () => {
    const { history, series } = await read('30d', 'pool')
    const line = series('connections')
    expect(line?.max).toHaveLength(300)
    expect(Math.max(...(line?.max ?? []).map(value => value ?? 0))).toBe(48_000)
    expect(line?.max[columnOf(history, spikeAt)]).toBe(48_000)
    expect(line?.min[columnOf(history, spikeAt)]).toBe(20_000)
    expect(line?.min[columnOf(history, dipAt)]).toBe(3)
    expect(line?.max.filter(value => value === 48_000).length).toBe(1)
    expect(series('limit')?.max.every(value => value === 50_000)).toBe(true)
  })

  it('a rate reads the same over every range: no jump where ranges or history and live meet', async () => {
    for (const range of ['24h', '7d', '30d'] as const) {
      const { series } = await read(range, 'reconnect')
      const line = series('attempts')
      const last = line?.max.filter(value => value !== null).at(-2)
      expect(last, range).toBeCloseTo(2, 1)
      expect(series('attempts')?.unit).toBe('per-second')
    }
  })

  it('nothing is claimed before there were samples', async () => {
    const endAt = end - 20 * DAY_MS
    const history = await connection.history.read({ panel: 'pool', scope: fleet, range: '30d', endAt })
    const line = history.series.find(series => series.id === 'connections')
    const before = Math.floor((end - 30 * DAY_MS - history.fromAt) / history.stepMs) - 1
    expect(before).toBeGreaterThan(100)
    expect(line?.max.slice(0, before).every(value => value === null)).toBe(true)
    expect(history.fromAt).toBeGreaterThan(endAt - RANGE_MS['30d'] - history.stepMs)
  })
})
