import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remoteWrite } from '../../../scripts/test/remote-write.ts'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import { type RunningPrometheus, startPrometheus } from '../../../scripts/test/start-prometheus.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { type HostAsked, joinHost, readHostExporters } from './join-host.ts'
import { createPrometheusClient, type PrometheusClient } from './prometheus-client.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'

const binary = requireBinary('prometheus')

/** A DNS of our own. */
const ZONE: Record<string, string[]> = {
  'ws-1.internal': ['10.0.0.1'],
  'exporter-2': ['10.0.0.2'],
  'ws-3.internal': ['2001:db8::3'],
  localhost: ['127.0.0.1'],
}
const resolve = async (name: string) => ZONE[name] ?? []

describe.skipIf(binary === null)('the exporter of the machine under a node', () => {
  let prometheus: RunningPrometheus
  let client: PrometheusClient

  beforeAll(async () => {
    prometheus = await startPrometheus(binary ?? '', { flags: ['--web.enable-remote-write-receiver'] })
    client = createPrometheusClient(prometheusConfigSchema.parse({ url: prometheus.url }))
  })
  afterAll(async () => {
    client?.close()
    await prometheus?.stop()
  })

  const join = async (asked: Partial<HostAsked>) => {
    const whole = { node: 'ws-x', nodeLabel: 'node', host: '10.9.9.9', sameMachine: false, ...asked }
    const exporters = await readHostExporters(client, builtInProfiles(), whole.nodeLabel)
    const found = await joinHost(exporters, whole, resolve)
    return 'unjoined' in found ? found.unjoined : found.instances.join()
  }

  it('is missing where none is scraped at all', async () => {
    expect(await join({})).toBe(
      'Prometheus scrapes no node_exporter or Netdata, so nothing is known of the machine.',
    )
  })

  describe('where some are scraped', () => {
    beforeAll(async () => {
      const exporters: Record<string, string>[] = [
        { instance: '10.0.0.1:9100' },
        { instance: 'exporter-2:9100' },
        { instance: '[2001:DB8:0::3]:9100' },
        { instance: 'Gateway:9100' },
        { instance: 'pod-17:9100', node: 'ws-4' },
        { instance: 'localhost:9100' },
      ]
      await remoteWrite(
        prometheus.url,
        exporters.map(labels => ({
          labels: { __name__: 'node_sockstat_TCP_inuse', job: 'node', ...labels },
          samples: [[Date.now(), 1] as const],
        })),
      )
    })

    it.each([
      ['the same address', { host: '10.0.0.1' }, '10.0.0.1:9100'],
      ['the same name, in other letters', { host: 'gateway' }, 'Gateway:9100'],
      ['a name where the exporter has the address', { host: 'ws-1.internal' }, '10.0.0.1:9100'],
      ['an address where the exporter has a name', { host: '10.0.0.2' }, 'exporter-2:9100'],
      ['IPv6, however it is written', { host: 'ws-3.internal' }, '[2001:DB8:0::3]:9100'],
      ['the label that names nodes, before any address', { node: 'ws-4', host: '10.0.0.1' }, 'pod-17:9100'],
      ['loopback of the same machine', { host: '127.0.0.1', sameMachine: true }, 'localhost:9100'],
    ])('is joined by %s', async (_, asked, target) => {
      expect(await join(asked)).toBe(target)
    })

    it('is not joined to another machine, and the sentence says why and what to do', async () => {
      const sentence = await join({ node: 'ws-9' })
      expect(sentence).toMatch(
        /^No node_exporter or Netdata belongs to this node: none of the 6 that Prometheus scrapes is at 10\.9\.9\.9, by name or address \(.*, …\)\. Give the target of its exporter the label node: ws-9\.$/,
      )
      expect(sentence.length).toBeLessThanOrEqual(400)
      expect(await join({ host: '127.0.0.1' })).toMatch(
        /its address 127\.0\.0\.1 means another machine to Prometheus/,
      )
    })
  })
})
