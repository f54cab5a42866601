import { describe, expect, it } from 'vitest'
import { hostOf } from '../outbound/host-of.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { serversOfScope, targetsOf } from './connect-prometheus.ts'
import type { Profile } from './profile.ts'
import type { KnownServer } from './server-list.ts'
import { serversToShow } from './servers-to-show.ts'

const profile = (id: string) => builtInProfiles().find(each => each.id === id) as Profile
const server = (id: string, instance: string, group = 'a', node = instance): KnownServer => ({
  instance,
  profile: profile(id),
  matchers: [],
  nodeLabel: node,
  groupLabel: group,
  node,
  group,
  connectionLimit: null,
  scrapeIntervalMs: 15_000,
  intervalAssumed: false,
  asked: true,
})
const fleet = { kind: 'fleet', name: null } as const
const group = (name: string) => ({ kind: 'group', name }) as const
const node = (name: string) => ({ kind: 'node', name }) as const
const instances = (servers: readonly KnownServer[]) => servers.map(each => each.instance)

const agents = [
  { id: 'ws-1', group: 'eu', url: 'http://10.0.0.1:9400' },
  { id: 'ws-2', group: 'us', url: 'http://10.0.0.2:9400' },
]
const scraped = [
  server('stormdeck-agent', '10.0.0.1:9400'),
  server('stormdeck-agent', 'ws2.example:9400', 'a', 'ws-2'),
  server('rabbitmq', '10.0.0.3:15692', 'mq'),
  server('haproxy', '10.0.0.4:8405', 'edge'),
]

describe('which servers stand for a scope', () => {
  it('those of its agents, by address or by name, and other servers of the group', () => {
    expect(instances(serversOfScope(scraped, agents, node('ws-1'), true))).toEqual(['10.0.0.1:9400'])
    expect(instances(serversOfScope(scraped, agents, group('us'), true))).toEqual(['ws2.example:9400'])
    expect(instances(serversOfScope(scraped, agents, group('mq'), true))).toEqual(['10.0.0.3:15692'])
    expect(serversOfScope(scraped, agents, node('nobody'), true)).toEqual([])
  })

  it('never a proxy beside the servers behind it: it holds the same sessions again', () => {
    expect(instances(serversOfScope(scraped, agents, fleet, true))).toEqual([
      '10.0.0.1:9400',
      'ws2.example:9400',
      '10.0.0.3:15692',
    ])
    const edge = [server('haproxy', '10.0.0.4:8405')]
    expect(instances(serversToShow(edge, { auto: true, agents: [] }))).toEqual(['10.0.0.4:8405'])
    expect(instances(serversToShow(scraped.slice(2), { auto: false, agents: [] }))).toHaveLength(2)
  })

  it('agents that Prometheus knows under other names, for the whole fleet', () => {
    const renamed = [server('stormdeck-agent', 'a:1'), server('stormdeck-agent', 'b:1')]
    expect(instances(serversOfScope(renamed, agents, fleet, true))).toEqual(['a:1', 'b:1'])
    expect(serversOfScope(renamed, agents, node('ws-1'), true)).toEqual([])
    expect(serversToShow(renamed, { auto: true, agents: [{ id: 'x', host: 'x:1' }] })).toEqual([])
  })

  it('agents that nobody asked rows for, for the history of their own node only', () => {
    const [first, second] = scraped.map(each => ({ ...each, asked: false }))
    if (!first || !second) throw new Error('there are two')
    expect(serversToShow([first, second], { auto: false, agents: [] })).toEqual([])
    expect(instances(serversOfScope([first, second], agents.slice(0, 1), fleet, false))).toEqual([
      '10.0.0.1:9400',
    ])
  })

  it('asks a kind whole where it is wanted whole, so that replaced servers are in the past', () => {
    const [, , rabbit] = scraped
    expect(targetsOf(scraped, scraped, true).map(target => target.matchers)).toEqual([[], [], []])
    expect(targetsOf(scraped.slice(0, 1), scraped, true)).toMatchObject([
      { matchers: ['instance="10.0.0.1:9400"'] },
    ])
    expect(targetsOf(rabbit ? [rabbit] : [], scraped, false)).toMatchObject([
      { matchers: ['instance="10.0.0.3:15692"'] },
    ])
  })
})

it.each([
  ['10.0.0.1:9100', '10.0.0.1'],
  ['host.example', 'host.example'],
  ['[::1]:9100', '::1'],
  ['[fe80::1]', 'fe80::1'],
  ['fe80::1', 'fe80::1'],
])('the host of %s is %s', (instance, host) => expect(hostOf(instance)).toBe(host))
