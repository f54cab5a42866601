import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { loadProfiles, parseUserProfile } from './load-profiles.ts'

const known = builtInProfiles()

describe('a profile of the user', () => {
  it('stands for itself', () => {
    const profile = parseUserProfile(
      `id: my-gateway
name: My gateway
title: Gateway, our own
detect: [gateway_sessions]
signals:
  connections: { expr: sum by (instance) (gateway_sessions) }
unavailable: { connections_max: the limit is in its configuration }
`,
      'gateway.yaml',
      known,
    )
    expect(profile).toMatchObject({ role: 'server', signals: { connections: { verified: 'none' } } })
  })

  it('with a range of its own is refused: it would not follow the scrape interval', () => {
    const text = `id: nginx
signals:
  accepts_rate: { expr: 'sum by (instance) (rate(my_accepts{path="[a]"}[1m]))' }
`
    expect(() => parseUserProfile(text, 'nginx.yaml', known)).toThrow(/write every range as \[5m\]/)
    expect(() => parseUserProfile(text.replace('[1m]', '[5m]'), 'nginx.yaml', known)).not.toThrow()
  })

  it('changes one of ours signal by signal', () => {
    const nginx = known.find(profile => profile.id === 'nginx')
    const profile = parseUserProfile(
      `id: nginx
signals:
  connections_max: { expr: 'max by (instance) (my_nginx_limit)' }
`,
      'nginx.yaml',
      known,
    )
    expect(profile.signals.connections).toEqual(nginx?.signals.connections)
    expect(profile.signals.connections_max?.expr).toContain('my_nginx_limit')
    expect(profile.unavailable.connections_max).toBeUndefined()
    expect(profile.role).toBe('proxy')
    expect(profile.pitfalls).toEqual(nginx?.pitfalls)
  })

  it('is refused with everything that is wrong', () => {
    expect(() => parseUserProfile('id: My Gateway\nsignal: {}\n', 'a.yaml', known)).toThrow(
      /a.yaml is not a profile:[\s\S]*id: must be a name[\s\S]*title[\s\S]*detect[\s\S]*signals[\s\S]*Unrecognized key/,
    )
    expect(() => parseUserProfile('id: [', 'a.yaml', known)).toThrow(/a.yaml is not valid YAML/)
    expect(() => loadProfiles(['nowhere.yaml'], '/nonexistent')).toThrow(/cannot be read \(ENOENT\)/)
  })
})
