import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type Expositions, startExpositions } from '../../../scripts/test/start-expositions.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import { agentsAmongTargets } from '../discovery/prometheus-targets.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import type { ProfileSignal } from './profile.ts'
import { detectQuery, signalQuery } from './profile-query.ts'
import { createPrometheusClient, type PrometheusClient } from './prometheus-client.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'

const binary = requireBinary('prometheus')
// Not node-websocket: without a client it exports no series at all, so at rest there is nothing to find it by.
const CAPTURED = ['haproxy', 'mosquitto', 'nats', 'nginx', 'node-exporter', 'rabbitmq', 'socketio']
const captured = builtInProfiles().filter(profile => CAPTURED.includes(profile.id))
const captureOf = (id: string) =>
  readFileSync(new URL(`./profiles/captures/${id}.txt`, import.meta.url), 'utf8')

/** A capture is of a server at rest: many series begin with the first event, and nothing is divided by no clients. */
function mustAnswer(capture: string, { expr, metrics }: ProfileSignal): boolean {
  return !expr.includes('> 0') && metrics.every(metric => new RegExp(`^${metric}[{ ]`, 'm').test(capture))
}

describe.skipIf(binary === null)('profiles against captures of the real servers', () => {
  let expositions: Expositions
  let prometheus: RunningPrometheus
  let client: PrometheusClient
  const instanceOf = new Map<string, string>()

  beforeAll(async () => {
    expositions = await startExpositions(captured.map(profile => () => captureOf(profile.id)))
    captured.forEach((profile, i) => {
      instanceOf.set(profile.id, expositions.targets[i] ?? '')
    })
    const jobs = Object.fromEntries(captured.map(profile => [profile.id, [instanceOf.get(profile.id) ?? '']]))
    prometheus = await startPrometheus(binary ?? '', { jobs })
    client = createPrometheusClient(prometheusConfigSchema.parse({ url: prometheus.url }))
    await vi.waitFor(
      async () => {
        const up = await client.instant('count(count_over_time(up[1m]) >= 3)')
        expect(up.data[0]?.value).toBe(captured.length)
      },
      { timeout: 20_000, interval: 100 },
    )
  })
  afterAll(async () => {
    client?.close()
    await prometheus?.stop()
    await expositions?.stop()
  })

  it.each(captured)('$id is found by what it exports', async profile => {
    const found = await client.instant(detectQuery(profile))
    expect(found.data.map(sample => sample.labels.instance)).toContain(instanceOf.get(profile.id))
  })

  it.each(captured)('$id: every signal evaluates, for its own instances only', async profile => {
    const empty: string[] = []
    const capture = captureOf(profile.id)
    for (const [signal, known] of Object.entries(profile.signals)) {
      const query = signalQuery(profile, signal, { windowMs: 4_000 })
      const answer = await client.instant(query ?? '')
      if (answer.data.length === 0 && mustAnswer(capture, known)) empty.push(signal)
      const found = (await client.instant(detectQuery(profile))).data.map(sample => sample.labels.instance)
      for (const sample of answer.data) expect(found).toContain(sample.labels.instance)
    }
    expect(empty).toEqual([])
  })

  it('npm run check-profile prints signal by signal what a profile returns now', async () => {
    // Not the synchronous way: this process is what Prometheus scrapes.
    const check = (...args: string[]) =>
      new Promise<{ status: number; said: string }>(resolve => {
        const script = fileURLToPath(new URL('../../../scripts/check-profile.ts', import.meta.url))
        const node = ['--conditions=react-server', script, ...args]
        execFile(process.execPath, node, (error, stdout, stderr) =>
          resolve({ status: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` }),
        )
      })
    const haproxy = await check('haproxy', '--prometheus', prometheus.url)
    expect(haproxy.said).toContain(`1 found: ${instanceOf.get('haproxy')}`)
    expect(haproxy.said).toMatch(/connections_max +ok +127\.0\.0\.1:\d+ [\d,]+/)
    expect(haproxy.said).toMatch(/ - +not exported by HAProxy: /)
    expect(haproxy.status).toBe(0)

    const dir = mkdtempSync(join(tmpdir(), 'stormdeck-profile-'))
    const file = join(dir, 'mine.yaml')
    writeFileSync(
      file,
      `id: mine
name: Mine
title: Mine, broken
detect: [haproxy_process_build_info]
signals:
  connections: { expr: sum by (instance) (haproxy_process_current_connections) }
  accepts_rate: { expr: 'sum by (instance) (rate(haproxy_process_connections_total' }
  closes_rate: { expr: 'sum by (instance) (rate(no_such_metric[5m]))' }
`,
    )
    const mine = await check(file, '--prometheus', prometheus.url)
    expect(mine.said).toMatch(/connections +ok/)
    expect(mine.said).toMatch(
      /accepts_rate +FAILED +Prometheus does not understand a query of ours: .*parse error/,
    )
    expect(mine.said).toMatch(/closes_rate +empty +no series now/)
    expect(mine.status).toBe(1)
    rmSync(dir, { recursive: true })

    expect(await check('haproxy', '--prometheus', 'http://127.0.0.1:9')).toMatchObject({
      status: 2,
      said: 'Prometheus at http://127.0.0.1:9 refuses connections; start it, or correct prometheus.url.\n',
    })
    expect((await check('nothing', '--prometheus', prometheus.url)).said).toMatch(
      /nothing is neither a file nor a profile/,
    )
  })

  it("finds agents among the targets of a real Prometheus, by job and by the scrape's address", async () => {
    const found = agentsAmongTargets((await client.targets()).data, [{ job: 'nginx', labels: {} }])
    expect(found).toEqual([{ url: `http://${instanceOf.get('nginx')}`, id: null, group: null }])
    expect(agentsAmongTargets((await client.targets()).data, [{ labels: { job: 'nobody' } }])).toEqual([])
  })
})
