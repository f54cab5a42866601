import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from '@stormdeck/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type RunningAlertmanager, startAlertmanager } from '../../../scripts/test/start-alertmanager.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import { alertmanagerConfigSchema } from './alertmanager-config.ts'
import { ReceivedAlertBook } from './received-alerts.ts'
import { createStormNotifier, type StormNotifier } from './storm-notifier.ts'
import { webhookShape } from './webhook-shape.ts'

const alertmanagerPath = requireBinary('alertmanager')
const prometheusPath = requireBinary('prometheus')
const WAIT = { timeout: 20_000, interval: 50 }

const storm: Storm = {
  id: 'st-1',
  nodes: ['ws-1', 'ws-2'],
  state: 'storm',
  startedAt: Date.now() - 2_000,
  endedAt: null,
  firedBy: 'burst',
  burst: true,
  sustained: false,
  peakPerSecond: 312,
  peakAt: Date.now() - 1_000,
  attempts: 620,
  accepted: 600,
  refused: 20,
  lowerBound: true,
  topVersion: 'app 3.2.0',
  topVersionRatio: 0.9,
}

type Shown = { labels: Record<string, string>; annotations: Record<string, string>; fingerprint: string }

describe.skipIf(alertmanagerPath === null || prometheusPath === null)('a real Alertmanager', () => {
  const book = new ReceivedAlertBook()
  let receiver: Server
  let alertmanager: RunningAlertmanager
  let prometheus: RunningPrometheus

  const shown = async () =>
    (await (await fetch(`${alertmanager.url}/api/v2/alerts?active=true`)).json()) as Shown[]
  /** Each judged state is told, as the runtime does: while one is being sent the next only waits. */
  const untilNone = (notifier: StormNotifier) =>
    vi.waitFor(async () => {
      notifier.tell([])
      expect(await shown()).toEqual([])
    }, WAIT)

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', part => {
        body += part
      })
      request.on('end', () => {
        const parsed = parse(webhookShape, JSON.parse(body))
        if (parsed.ok) book.take(parsed.value, Date.now())
        response.writeHead(parsed.ok ? 200 : 400).end()
      })
    })
    await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done))
    const port = (receiver.address() as AddressInfo).port
    alertmanager = await startAlertmanager(
      alertmanagerPath ?? '',
      `route: { receiver: us, group_wait: 0s, group_interval: 1s }
receivers: [{ name: us, webhook_configs: [{ url: 'http://127.0.0.1:${port}/', send_resolved: true }] }]
`,
    )
    prometheus = await startPrometheus(prometheusPath ?? '', {
      yaml: `rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['${new URL(alertmanager.url).host}'] }] }] }
`,
      flags: ['--rules.alert.resend-delay=1s'],
    })
  })
  afterAll(async () => {
    await prometheus?.stop()
    await alertmanager?.stop()
    receiver?.closeAllConnections()
    receiver?.close()
  })

  it('is told of a storm at once, again while it lasts, and when it is over', async () => {
    const config = alertmanagerConfigSchema.parse({
      url: alertmanager.url,
      dashboardUrl: 'http://127.0.0.1:3000',
    })
    const notifier = createStormNotifier(config)
    notifier.tell([storm])
    await vi.waitFor(async () => expect(await shown()).toHaveLength(1), WAIT)
    await vi.waitFor(
      () => expect(notifier.health()).toMatchObject({ status: 'ok', kind: 'alertmanager' }),
      WAIT,
    )
    const [alert] = await shown()
    expect(alert?.labels).toMatchObject({ alertname: 'StormdeckStorm', severity: 'critical', storm: 'st-1' })
    expect(alert?.annotations.summary).toBe('Connection storm on ws-1, ws-2, peak at least 312/s')
    await vi.waitFor(async () => {
      notifier.tell([{ ...storm, nodes: ['ws-1', 'ws-2', 'ws-3'], state: 'clearing' }])
      const now = await shown()
      expect(now).toHaveLength(1)
      expect(now[0]?.annotations.nodes).toBe('ws-1, ws-2, ws-3')
    }, WAIT)
    await untilNone(notifier)
    notifier.close()
  })

  it('that was suspected first is one alert when it is a storm, and none when it is over', async () => {
    const notifier = createStormNotifier(alertmanagerConfigSchema.parse({ url: alertmanager.url }))
    const severities = async () => (await shown()).map(alert => alert.labels.severity)
    const suspected = { ...storm, id: 'st-2', state: 'suspected' as const }
    notifier.tell([suspected])
    await vi.waitFor(async () => expect(await severities()).toEqual(['warning']), WAIT)
    await vi.waitFor(async () => {
      notifier.tell([{ ...suspected, state: 'storm' as const }])
      expect(await severities()).toEqual(['critical'])
    }, WAIT)
    await untilNone(notifier)
    await vi.waitFor(async () => {
      notifier.tell([{ ...suspected, id: 'st-3' }])
      expect(await severities()).toEqual(['warning'])
    }, WAIT)
    await untilNone(notifier)
    notifier.close()
  })

  it('that is away is told later, and meanwhile named', async () => {
    let ahead = 0
    const now = () => Date.now() + ahead
    const config = alertmanagerConfigSchema.parse({ url: 'http://127.0.0.1:9' })
    const notifier = createStormNotifier(config, { now })
    notifier.tell([storm])
    await vi.waitFor(() => expect(notifier.health().status).toBe('failing'), WAIT)
    expect(notifier.health().error).toBe(
      'Alertmanager at http://127.0.0.1:9 refuses connections; start it, or correct alertmanager.url.',
    )
    const since = notifier.health().since
    ahead = 4_000
    notifier.tell([storm])
    expect(notifier.health().since).toBe(since)
    notifier.close()
  })

  it('sends us the alerts of its rules, which then are on their node', async () => {
    const { writeFileSync } = await import('node:fs')
    const { join } = await import('node:path')
    writeFileSync(
      join(prometheus.dir, 'rules.yml'),
      `groups: [{ name: a, interval: 1s, rules: [{ alert: Hot, expr: vector(1), labels: { severity: critical, node: ws-2 }, annotations: { summary: 'It is hot' } }] }]
`,
    )
    await fetch(`${prometheus.url}/-/reload`, { method: 'POST' })
    const nodes = [{ id: 'ws-2', host: null }]
    await vi.waitFor(
      () =>
        expect(book.list(nodes, 'ws-2', Date.now()).alerts).toMatchObject([
          { name: 'Hot', severity: 'critical', summary: 'It is hot', node: 'ws-2', endsAt: null },
        ]),
      WAIT,
    )
    // Our own storm came back the same way, and is not shown a second time.
    expect(book.list([], null, Date.now()).alerts).toHaveLength(1)
  })
})
