import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { builtInProfiles } from '../../lib/server/prometheus/built-in-profiles.ts'
import { type CheckedProfile, checkProfile } from '../../lib/server/prometheus/check-profile.ts'
import { connectPrometheus } from '../../lib/server/prometheus/connect-prometheus.ts'
import { createPrometheusClient } from '../../lib/server/prometheus/prometheus-client.ts'
import { prometheusConfigSchema } from '../../lib/server/prometheus/prometheus-config.ts'
import { requireBinary } from '../test/require-binary.ts'
import { type RunningPrometheus, startPrometheus } from '../test/start-prometheus.ts'
import { CLIENTS, type RunningServer } from './running-server.ts'
import { startAgentServer } from './start-agent-server.ts'
import { startNodeExporter } from './start-node-exporter.ts'
import { startHaproxy, startNginx } from './start-proxies.ts'
import { startRabbitmq } from './start-rabbitmq.ts'
import { startSocketioServer } from './start-socketio-server.ts'

const path = {
  prometheus: requireBinary('prometheus'),
  haproxy: requireBinary('haproxy'),
  nginx: requireBinary('nginx'),
  exporter: requireBinary('nginx-exporter'),
  nodeExporter: requireBinary('node-exporter'),
  rabbitmq: requireBinary('rabbitmq'),
}

/** Signals that have no series while nothing goes wrong, by profile. Everything else must have one. */
const QUIET: Record<string, string[]> = {
  // Below 1,000 connections memory per connection would mislead; and there may have been no burst.
  'stormdeck-agent': ['mem_per_connection', 'rejects_rate', 'last_burst_at'],
  socketio: ['errors_rate'],
  'node-exporter': ['conntrack_used_ratio', 'conntrack_entries', 'conntrack_max'],
}
const here = [
  'stormdeck-agent',
  'socketio',
  'node-exporter',
  ...(path.haproxy ? ['haproxy'] : []),
  ...(path.nginx && path.exporter ? ['nginx'] : []),
  ...(path.rabbitmq ? ['rabbitmq'] : []),
]
const profiles = builtInProfiles().filter(profile => here.includes(profile.id))

describe.skipIf(path.prometheus === null || path.nodeExporter === null)(
  'profiles against running servers',
  () => {
    const servers = new Map<string, RunningServer>()
    let prometheus: RunningPrometheus
    const checked = new Map<string, CheckedProfile>()

    beforeAll(async () => {
      const agent = await startAgentServer()
      const backend = new URL(agent.url).host
      servers.set('stormdeck-agent', agent)
      servers.set('socketio', await startSocketioServer())
      servers.set('node-exporter', await startNodeExporter(path.nodeExporter ?? ''))
      if (path.haproxy) servers.set('haproxy', await startHaproxy(path.haproxy, backend))
      if (path.nginx && path.exporter)
        servers.set('nginx', await startNginx(path.nginx, path.exporter, backend))
      if (path.rabbitmq) servers.set('rabbitmq', await startRabbitmq(path.rabbitmq))
      const jobs = Object.fromEntries([...servers].map(([id, server]) => [id, [server.target]]))
      prometheus = await startPrometheus(path.prometheus ?? '', { jobs })
      const client = createPrometheusClient(prometheusConfigSchema.parse({ url: prometheus.url }))
      await vi.waitFor(
        async () => {
          const answer = await client.instant('count(count_over_time(up[1m]) >= 6)')
          expect(answer.data[0]?.value).toBe(servers.size)
        },
        { timeout: 30_000, interval: 200 },
      )
      for (const profile of profiles)
        checked.set(
          profile.id,
          await checkProfile(client, profile, async () => ({ intervalMs: 1_000, assumed: false })),
        )
      client.close()
    }, 180_000)
    afterAll(async () => {
      await prometheus?.stop()
      for (const server of [...servers.values()].reverse()) await server.stop()
    })

    it.each(profiles)('$id: found, and every signal has values', profile => {
      const result = checked.get(profile.id)
      expect(result?.instances).toContain(servers.get(profile.id)?.target)
      const without = result?.signals.filter(
        signal =>
          signal.result === 'failed' ||
          (signal.result === 'empty' && !QUIET[profile.id]?.includes(signal.signal)),
      )
      expect(without).toEqual([])
    })

    it('become rows: sessions counted, rates not zero, and never calm without a peak gauge', async () => {
      const config = prometheusConfigSchema.parse({
        url: prometheus.url,
        servers: profiles
          .filter(profile => profile.role !== 'host')
          .map(profile => ({ profile: profile.id, group: profile.id })),
      })
      const connection = connectPrometheus(config, { baseDir: process.cwd(), agents: () => [] })
      await connection.nodes.refresh()
      const rows = connection.nodes.read()
      connection.close()
      expect(rows.map(row => row.adapter).sort()).toEqual(
        profiles
          .filter(profile => profile.role !== 'host')
          .map(profile => profile.id)
          .sort(),
      )
      for (const row of rows) {
        expect(row, row.id).toMatchObject({ reach: 'fresh', source: 'prometheus', error: null })
        expect(row.connections, row.adapter ?? '').toBeGreaterThanOrEqual(CLIENTS / 2)
        expect(row.establishedPerSecond, row.adapter ?? '').toBeGreaterThan(1)
        // The clients of three servers joined at once, which may well have been a burst; and a starved machine makes the
        // agent's own count a lower bound, which is the one thing that may keep it from telling.
        if (row.adapter === 'stormdeck-agent')
          expect(row.stormState === 'cannot-tell').toBe(
            row.lowerBound && !row.burst && !row.sustained && row.stormState !== 'clearing',
          )
        else expect(row.stormState).toBe('cannot-tell')
      }
    })

    it('joins the machine to a node by its host', async () => {
      const target = servers.get('stormdeck-agent')?.target ?? ''
      const connection = connectPrometheus(prometheusConfigSchema.parse({ url: prometheus.url }), {
        baseDir: process.cwd(),
        agents: () => [{ id: 'ws-1', group: 'test', url: `http://${target}` }],
      })
      const { value: host } = await connection.host('ws-1')
      connection.close()
      expect(host).toMatchObject({ host: '127.0.0.1', from: expect.stringContaining('node_exporter') })
      expect(host?.states.established).toBeGreaterThan(CLIENTS)
      expect(host?.descriptorsOpen).toBeGreaterThan(0)
      expect(host?.listenOverflowsPerSecond).not.toBeNull()
    })
  },
)
