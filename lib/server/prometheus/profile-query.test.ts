import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import type { Profile } from './profile.ts'
import {
  detectQuery,
  overTime,
  promAnyOf,
  sampleAgeQuery,
  signalQuery,
  windowFor,
  withInstances,
  withMatchers,
} from './profile-query.ts'

const profile = (id: string) => builtInProfiles().find(each => each.id === id) as Profile

describe('PromQL of a profile', () => {
  it('asks for the instances of the profile only', () => {
    expect(signalQuery(profile('centrifugo'), 'open_fds', { windowMs: 60_000 })).toBe(
      '(max by (instance) (process_open_fds)) and on (instance) (count by (instance) (centrifugo_node_num_clients))',
    )
  })

  it('replaces every range by at least four scrapes', () => {
    const query = signalQuery(profile('centrifugo'), 'closes_rate', { windowMs: windowFor(30_000) }) ?? ''
    expect(query).not.toContain('[5m]')
    expect(query.match(/\[120s\]/g)).toHaveLength(3)
    expect(windowFor(1_000, 10_000)).toBe(10_000)
  })

  it('has no query for what the server does not export', () => {
    expect(signalQuery(profile('haproxy'), 'duration_p95', { windowMs: 60_000 })).toBeNull()
    expect(signalQuery(profile('hocuspocus'), 'connections', { windowMs: 60_000 })).toBeNull()
  })

  it('narrows a selector whatever it has already', () => {
    expect(withMatchers('up', ['a="1"'])).toBe('up{a="1"}')
    expect(withMatchers('up{}', ['a="1"', 'b="2"'])).toBe('up{a="1",b="2"}')
    expect(withMatchers('{__name__=~"x.+"}', ['a="1"'])).toBe('{__name__=~"x.+",a="1"}')
    expect(detectQuery(profile('soketi'), ['job="a"'])).toBe(
      'count by (instance) (soketi_connected{job="a"}) or count by (instance) (soketi_new_connections_total{job="a"})',
    )
    expect(sampleAgeQuery(profile('nginx'))).toContain('timestamp(nginx_connections_active)')
  })

  it('takes hostile names literally', () => {
    expect(promAnyOf('instance', ['a"} or vector(1) #'])).toBe('instance="a\\"} or vector(1) #"')
    expect(promAnyOf('instance', ['a.b:1', '(c|d)*'])).toBe('instance=~"a\\\\.b:1|\\\\(c\\\\|d\\\\)\\\\*"')
  })

  it('picks known instances inside a plain selector, and joins everything else', () => {
    expect(withInstances('sum by (instance) (a{b="c"})', ['x:1'])).toBe(
      'sum by (instance) (a{b="c",instance="x:1"})',
    )
    expect(withInstances('sum by (instance, reason) (rate(a[5m]))', ['x:1', 'y:1'])).toBe(
      'sum by (instance, reason) (rate(a{instance=~"x:1|y:1"}[5m]))',
    )
    expect(withInstances('max by (instance) (a) / max by (instance) (b)', ['x:1'])).toBeNull()
    const query = { windowMs: 60_000, instances: ['x:1'] }
    expect(signalQuery(profile('centrifugo'), 'open_fds', query)).toBe(
      'max by (instance) (process_open_fds{instance="x:1"})',
    )
    expect(signalQuery(profile('centrifugo'), 'mem_per_connection', query)).toContain('and on (instance)')
  })

  it('asks plain gauges for their extreme, and leaves everything else as it is', () => {
    expect(overTime('sum by (instance) (a{b="c"})', 'max', 60_000)).toBe(
      'sum by (instance) (max_over_time(a{b="c"}[60s]))',
    )
    const rate = 'sum by (instance) (rate(a[5m]))'
    expect(overTime(rate, 'max', 60_000)).toBe(rate)
  })
})
