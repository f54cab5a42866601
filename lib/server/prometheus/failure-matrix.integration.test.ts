import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { remoteWrite } from '../../../scripts/test/remote-write.ts'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type Expositions, startExpositions } from '../../../scripts/test/start-expositions.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import { startSlowProxy } from '../../../scripts/test/start-slow-proxy.ts'
import { connectPrometheus, type PrometheusConnection } from './connect-prometheus.ts'
import { type PrometheusConfig, prometheusConfigSchema } from './prometheus-config.ts'

const binary = requireBinary('prometheus')
const fleet = { kind: 'fleet', name: null } as const
const MINUTE = 60_000
const WAIT = { timeout: 60_000, interval: 100 }

const agentText = (
  connections: number | string,
  at = '',
) => `websocket_connections_current ${connections}${at}
stormdeck_connections_limit 50000${at}
stormdeck_attempts_total{class="reconnect"} 7${at}
stormdeck_attempts_peak_per_second 4${at}
stormdeck_attempts_peak_timestamp_seconds 1${at}
`

/** Long-term storage that refuses connections: real answers then hold a part, and a warning. */
const UNREACHABLE_STORE = 'remote_read:\n  - url: http://127.0.0.1:9/api/v1/read\n    read_recent: true\n'

type Options = Partial<PrometheusConfig> & { now?: () => number; mono?: () => number }
const open: PrometheusConnection[] = []

function connect(url: string, { now, mono, ...config }: Options = {}): PrometheusConnection {
  const connection = connectPrometheus(prometheusConfigSchema.parse({ url, ...config }), {
    baseDir: process.cwd(),
    agents: () => [],
    ...(now ? { now } : {}),
    ...(mono ? { mono } : {}),
  })
  open.push(connection)
  return connection
}

const pool = (connection: PrometheusConnection, now: () => number = Date.now) =>
  connection.history.read({ panel: 'pool', scope: fleet, range: '15m', endAt: now() })

describe.skipIf(binary === null)('a Prometheus that fails', () => {
  const cleanUp: (() => Promise<void>)[] = []
  let healthy: RunningPrometheus
  let doomed: RunningPrometheus
  let tiny: RunningPrometheus
  let aged: RunningPrometheus
  let crowded: RunningPrometheus
  let leaving: RunningPrometheus
  let doomedTarget: RunningPrometheus
  let halved: RunningPrometheus
  let expositions: Expositions
  let gone: Expositions
  let connections: number | string = 1_000

  async function start(setup: Parameters<typeof startPrometheus>[1]) {
    const prometheus = await startPrometheus(binary ?? '', setup)
    cleanUp.push(prometheus.stop)
    return prometheus
  }
  const ready = (connection: PrometheusConnection, nodes = 1) =>
    vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()).toHaveLength(nodes)
    }, WAIT)

  // All at once: each takes 5 s until it scrapes at all.
  beforeAll(async () => {
    expositions = await startExpositions([() => agentText(connections)])
    gone = await startExpositions([() => agentText(500)])
    const old = await startExpositions([() => agentText(1_000, ` ${Date.now() - 5.5 * MINUTE}`)])
    cleanUp.push(expositions.stop, old.stop)
    ;[healthy, doomed, tiny, aged, crowded, leaving, doomedTarget, halved] = await Promise.all([
      start({ jobs: { ws: expositions.targets } }),
      start({ jobs: { ws: expositions.targets } }),
      start({ jobs: { ws: expositions.targets }, flags: ['--query.max-samples=1'] }),
      start({ jobs: { ws: old.targets } }),
      start({ flags: ['--web.enable-remote-write-receiver'] }),
      start({ jobs: { ws: gone.targets } }),
      start({ jobs: { ws: expositions.targets } }),
      start({ jobs: { ws: expositions.targets }, yaml: UNREACHABLE_STORE }),
    ])
    await ready(connect(healthy.url, { scrapeIntervalSeconds: 1 }))
  })
  afterAll(async () => {
    for (const connection of open) connection.close()
    for (const stop of cleanUp.reverse()) await stop()
  })

  it('stopped: one sentence, no columns, and the rows go silent with the reason', async () => {
    let ahead = 0
    const mono = () => performance.now() + ahead
    const connection = connect(doomed.url, { scrapeIntervalSeconds: 1, mono })
    await vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()[0]).toMatchObject({ reach: 'fresh', connections: 1_000, error: null })
    }, WAIT)
    await doomed.stop()
    await connection.nodes.refresh()
    ahead = 5_000
    expect(connection.nodes.read()[0]).toMatchObject({ reach: 'silent', connections: null })
    expect(connection.nodes.read()[0]?.error).toMatch(/refuses connections; start it, or correct/)
    expect((await pool(connection)).problem).toMatch(/refuses connections/)
    expect((await pool(connection)).series).toEqual([])
    expect(connection.health()).toMatchObject({ status: 'failing', headline: 'Prometheus down' })
  })

  it('slow (5 s): given up at the deadline, and reading the rows waits for nothing', async () => {
    const slow = await startSlowProxy(healthy.url, 5_000)
    cleanUp.push(slow.stop)
    const connection = connect(slow.url, { deadlineSeconds: 0.3 })
    const history = await pool(connection)
    expect(history.problem).toMatch(/did not answer within 0.3 s; look at its load/)
    const asking = connection.nodes.refresh()
    // Rows, not a promise of them: they are there while the question is open.
    expect(connection.nodes.read()).toEqual([])
    await asking
    expect(connection.health()).toMatchObject({ status: 'failing' })
  })

  it('failing again and again: the breaker leaves it alone and says so', async () => {
    const connection = connect('http://127.0.0.1:9')
    for (let i = 0; i < 4; i++) await pool(connection)
    expect((await pool(connection)).problem).toMatch(
      /^Prometheus at http:\/\/127.0.0.1:9 is failing repeatedly; calls are paused for \d+ s: it refuses/,
    )
    expect(connection.health()).toMatchObject({ status: 'failing' })
  })

  it('answering 422: the words of Prometheus and what to do', async () => {
    const connection = connect(tiny.url, { scrapeIntervalSeconds: 1 })
    const history = await pool(connection)
    expect(history.problem).toMatch(/could not evaluate the query: .*too many samples/)
    expect(history.problem).toMatch(/--query.max-samples/)
    expect(connection.health()).toMatchObject({ status: 'failing' })
    expect(connection.health().error).toMatch(/could not evaluate/)
  })

  it('answering in part: what it has is shown, and the row, the panel and the source say so', async () => {
    const connection = connect(halved.url, { scrapeIntervalSeconds: 1 })
    const part = /^Prometheus at http:\S+ answered in part: remote_read: .*connection refused/
    await vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()).toMatchObject([
        { reach: 'fresh', connections: 1_000, error: expect.stringMatching(part) },
      ])
    }, WAIT)
    expect(connection.health()).toMatchObject({
      status: 'failing',
      error: expect.stringMatching(part),
      headline: 'Prometheus answers in part',
    })
    const history = await pool(connection)
    expect(history.problem).toMatch(part)
    expect(history.series.find(series => series.id === 'connections')?.max).toContain(1_000)
    // With nothing known, that an answer in part holds nothing is not "no samples".
    const nothing = connect(halved.url, { servers: [{ profile: 'nats' }] })
    await nothing.nodes.refresh()
    expect(nothing.nodes.read()).toEqual([])
    expect((await pool(nothing)).problem).toMatch(part)
  })

  it('returning 5-minute-old samples: withdrawn, with their age', async () => {
    const connection = connect(aged.url, { scrapeIntervalSeconds: 1 })
    await ready(connection)
    const [row] = connection.nodes.read()
    expect(row).toMatchObject({ reach: 'silent', connections: null, stormState: 'cannot-tell' })
    expect(row?.ageMs).toBeGreaterThan(5.4 * MINUTE)
    expect(row?.error).toMatch(/Prometheus scrapes it, and has no recent sample of stormdeck_attempts_total/)
    expect((await pool(connection)).problem).toMatch(
      /has no sample newer than 5 min; its scrapes fail or lag/,
    )
    // Prometheus itself is well: what is wrong is said on the row and beside the chart.
    expect(connection.health()).toMatchObject({ status: 'ok', error: null })
  })

  it('with 100,000 series of one name: they are not read, and the sentence says how many and what to do', async () => {
    // Written once: to scrape them every few seconds would only show how busy that keeps a Prometheus.
    const at = Date.now()
    for (let first = 0; first < 100_000; first += 10_000)
      await remoteWrite(
        crowded.url,
        Array.from({ length: 10_000 }, (_, i) => ({
          labels: { __name__: 'stormdeck_attempts_total', job: 'ws', instance: `10.0.0.1:${first + i}` },
          samples: [[at, 1] as const],
        })),
      )
    const connection = connect(crowded.url, { scrapeIntervalSeconds: 5, deadlineSeconds: 30 })
    const sentence = /answered with 100,000 series where at most 5,000 are read; choose a smaller scope/
    expect((await pool(connection)).problem).toMatch(sentence)
    await connection.nodes.refresh()
    expect(connection.nodes.read()).toEqual([])
    expect(connection.health()).toMatchObject({
      status: 'failing',
      error: expect.stringMatching(sentence),
    })
    // Fewer bytes than those series have: the rest is not even received.
    const short = connect(crowded.url, { scrapeIntervalSeconds: 5, deadlineSeconds: 30, maxAnswerMiB: 1 })
    expect((await pool(short)).problem).toMatch(/sent more than 1 MiB, the rest was not read/)
  })

  it('NaN and stale markers: unknown and a gap, never zero', async () => {
    connections = 'NaN'
    const connection = connect(healthy.url, { scrapeIntervalSeconds: 1 })
    await vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()[0]).toMatchObject({ connections: null, reach: 'fresh' })
    }, WAIT)
    connections = 1_000
    let ahead = 0
    const mono = () => performance.now() + ahead
    const watching = connect(leaving.url, { scrapeIntervalSeconds: 1, mono })
    await ready(watching)
    // When a server that is gone was last seen is looked for every 15 s of the past: it has to have been there at one.
    await vi.waitFor(async () => {
      const query = encodeURIComponent('count_over_time(websocket_connections_current[1m:15s])')
      const answer = await fetch(`${leaving.url}/api/v1/query?query=${query}`)
      expect(await answer.json()).toMatchObject({ data: { result: [{}] } })
    }, WAIT)
    await gone.stop()
    await vi.waitFor(async () => {
      await watching.nodes.refresh()
      expect(watching.nodes.read()[0]?.error).toMatch(/cannot scrape it \(up is 0\)/)
    }, WAIT)
    // The list of servers is looked at again, and the row is still there.
    ahead = 61_000
    await watching.nodes.refresh()
    expect(watching.nodes.read()).toMatchObject([{ connections: null, reach: 'silent' }])
    const late = connect(leaving.url, { scrapeIntervalSeconds: 1 })
    await ready(late)
    expect(late.nodes.read()[0]?.lastSeenAt).toBeGreaterThan(Date.now() - 2 * MINUTE)
    const history = await pool(watching)
    const line = history.series.find(series => series.id === 'connections')
    expect(line?.max).toContain(500)
    expect(line?.max).not.toContain(0)
    expect(history.problem).toMatch(/no sample/)
    expect(watching.health()).toMatchObject({ status: 'ok' })
  })

  it('no longer scraping a server: vanished, and it says so', async () => {
    let ahead = 0
    const connection = connect(doomedTarget.url, {
      scrapeIntervalSeconds: 1,
      mono: () => performance.now() + ahead,
    })
    await ready(connection)
    writeFileSync(join(doomedTarget.dir, 'prometheus.yml'), 'scrape_configs: []\n')
    await fetch(`${doomedTarget.url}/-/reload`, { method: 'POST' })
    await vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()[0]?.error).toMatch(/does not scrape it any more/)
    }, WAIT)
    ahead = 61_000
    await connection.nodes.refresh()
    expect(connection.nodes.read()).toMatchObject([
      { reach: 'vanished', connections: null, error: 'Prometheus does not scrape it any more' },
    ])
    // Prometheus does what its file says: it is well, and the row says what is wrong.
    expect(connection.health()).toMatchObject({ status: 'ok', error: null })
  })

  it.each([
    ['ahead of', -60 * MINUTE],
    ['behind', 60 * MINUTE],
  ])('a clock an hour %s ours: said, and the times are lined up', async (words, shift) => {
    const now = () => Date.now() + shift
    const connection = connect(healthy.url, { scrapeIntervalSeconds: 1, now })
    const history = await pool(connection, now)
    expect(history.problem).toMatch(new RegExp(`has a clock (59|60) min ${words} this server's`))
    const line = history.series.find(series => series.id === 'connections')
    expect(line?.max.slice(-20)).toContain(1_000)
    expect(history.fromAt + (line?.max.length ?? 0) * history.stepMs).toBeGreaterThan(now() - 5_000)
    expect(connection.health()).toMatchObject({ status: 'failing', headline: 'Prometheus clock off' })
    await vi.waitFor(async () => {
      await connection.nodes.refresh()
      expect(connection.nodes.read()[0]).toMatchObject({ reach: 'fresh', connections: 1_000 })
    }, WAIT)
  })

  it('behind a redirect: not followed', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: `${healthy.url}/elsewhere` }).end()
    })
    const url = await listening(server)
    cleanUp.push(async () => void server.close())
    const connection = connect(url)
    expect((await pool(connection)).problem).toMatch(/redirects to .*; put the final address/)
    expect(connection.health().error).toMatch(/redirects to/)
  })
})

const listening = (server: Server) =>
  new Promise<string>(resolve =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  )
