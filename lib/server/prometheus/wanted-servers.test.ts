import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'
import { wantedServers } from './wanted-servers.ts'

const wanted = (servers: unknown) =>
  wantedServers(prometheusConfigSchema.parse({ url: 'http://127.0.0.1:9090', servers }), builtInProfiles())

describe('servers named by hand', () => {
  it('of a job: only its targets', () => {
    expect(wanted([{ profile: 'haproxy', job: 'edge' }])).toMatchObject([
      { profile: { id: 'haproxy', detect: ['haproxy_process_build_info'] }, matchers: ['job="edge"'] },
    ])
  })

  it('of a kind that nothing tells apart: the targets of the job are those servers', () => {
    expect(wanted([{ profile: 'hocuspocus', job: 'collab' }])).toMatchObject([
      { profile: { id: 'hocuspocus', detect: ['up{job="collab"}'] }, matchers: [] },
    ])
    expect(() => wanted([{ profile: 'hocuspocus' }])).toThrow(/say which job it is/)
  })

  it('with a limit that they do not export: drawn as if they did', () => {
    const limited = (id: string) => wanted([{ profile: id, connectionLimit: 500 }])[0]?.profile
    expect(limited('nginx')?.signals.connections_max?.expr).toBe(
      '0 * (count by (instance) (nginx_connections_active)) + 500',
    )
    // What the server itself says wins.
    expect(limited('haproxy')?.signals.connections_max?.expr).toContain('haproxy_frontend_limit_sessions')
  })

  it('of a kind that nobody knows: refused, with the kinds that are known', () => {
    expect(() => wanted([{ profile: 'haproxxy' }])).toThrow(/names the profile haproxxy.*known are .*haproxy/)
  })
})
