import { METRICS } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { notExported, type Profile, WINDOW_LITERAL } from './profile.ts'

const profiles = builtInProfiles()
const agent = profiles.find(profile => profile.id === 'stormdeck-agent') as Profile

describe('the profiles that ship', () => {
  it('are 23 servers and our own agent, each once', () => {
    expect(profiles).toHaveLength(24)
    expect(new Set(profiles.map(profile => profile.id)).size).toBe(24)
  })

  it.each(profiles)('$id: every range can be substituted, nothing is both exported and not', profile => {
    for (const [signal, { expr }] of Object.entries(profile.signals)) {
      const ranges = expr.match(/\[[^\]]*\]/g) ?? []
      expect(
        ranges.filter(range => range !== WINDOW_LITERAL && !/^\["/.test(range) && /\d[smhd]\]/.test(range)),
      ).toEqual([])
      expect(profile.unavailable[signal], signal).toBeUndefined()
    }
  })

  it('puts the more specific before what it runs in', () => {
    const at = (id: string) => profiles.findIndex(profile => profile.id === id)
    expect(at('stormdeck-agent')).toBeLessThan(at('node-websocket'))
    expect(at('socketio')).toBeLessThan(at('nodejs-prom-client'))
    expect(at('mercure')).toBeLessThan(at('caddy'))
    expect(at('nginx-vts')).toBeLessThan(at('nginx'))
  })

  it('names only metrics of the catalogue for our agent, with labels they have', () => {
    const known = new Map<string, readonly string[]>()
    for (const metric of Object.values(METRICS)) {
      known.set(metric.name, metric.labels)
      if (metric.type === 'histogram') known.set(`${metric.name}_bucket`, ['le'])
    }
    for (const { expr, metrics } of Object.values(agent.signals)) {
      for (const metric of metrics) {
        expect([...known.keys()]).toContain(metric)
        expect(expr).toContain(metric)
      }
      for (const [, name, label] of expr.matchAll(/([a-z_]+)\{([a-z_]+)/g))
        expect(known.get(name ?? ''), name).toContain(label)
    }
  })

  it('says "not exported by HAProxy" with the reason', () => {
    const haproxy = profiles.find(profile => profile.id === 'haproxy') as Profile
    expect(notExported(haproxy, 'rss_bytes')).toBe(
      'not exported by HAProxy (pools only); use process-exporter/cAdvisor',
    )
    expect(notExported(haproxy, 'nonsense')).toBe('not exported by HAProxy')
  })
})
