import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import type { FoundServer } from './detect-servers.ts'
import { PrometheusError, type PrometheusProblem } from './problem.ts'
import type { Profile } from './profile.ts'
import { createServerList } from './server-list.ts'

const profile = builtInProfiles().find(each => each.id === 'haproxy') as Profile
const found = (instance: string, over: Partial<FoundServer> = {}): FoundServer => ({
  instance,
  profile,
  matchers: [],
  nodeLabel: instance,
  groupLabel: 'edge',
  connectionLimit: null,
  scrapeIntervalMs: 15_000,
  intervalAssumed: false,
  asked: true,
  ...over,
})
const MINUTE = 60_000
const tooMany = new PrometheusError({ kind: 'too-many-series', series: 9_000, max: 5_000 })

function listOf() {
  const world = {
    servers: [] as FoundServer[],
    failed: new Map<string, PrometheusError>(),
    targets: new Set<string>(),
    partial: null as PrometheusProblem | null,
    at: 0,
    looks: 0,
  }
  const list = createServerList({
    look: async () => {
      world.looks++
      return { servers: world.servers, failed: world.failed, partial: world.partial }
    },
    targetsAmong: async instances => new Set(instances.filter(instance => world.targets.has(instance))),
    mono: () => world.at,
  })
  const ids = async () => (await list()).map(server => server.node)
  return { world, list, ids }
}

describe('the servers that are expected', () => {
  it('have ids that a scope can hold, and no two the same one', async () => {
    const { world, list } = listOf()
    world.servers = [
      found('10.0.0.5:9100', { groupLabel: 'kube/ws pods' }),
      found('[::1]:9100'),
      found('10.0.0.7:8404', { nodeLabel: 'edge-1' }),
      found('10.0.0.7:15692', { nodeLabel: 'edge-1' }),
    ]
    const servers = await list()
    const ids = servers.map(server => server.node)
    expect(ids).toContain('10.0.0.5-9100')
    expect(ids).toContain('edge-1')
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
    expect(servers.find(server => server.node === '10.0.0.5-9100')?.group).toBe('kube-ws-pods')
  })

  it('keep their ids whatever comes and goes beside them', async () => {
    const { world, list } = listOf()
    const second = found('b:1', { nodeLabel: 'edge-1' })
    world.servers = [second]
    const [before] = await list()
    world.at = 2 * MINUTE
    world.servers = [found('a:1', { nodeLabel: 'edge-1' }), second]
    const after = await list()
    expect(after.find(server => server.instance === 'b:1')?.node).toBe(before?.node)
  })

  it('stay while Prometheus has them as targets, whatever their scrapes do', async () => {
    const { world, ids } = listOf()
    world.servers = [found('a:1')]
    world.targets.add('a:1')
    await ids()
    world.servers = []
    world.at = 3_600_000
    expect(await ids()).toEqual(['a-1'])
  })

  it('that are scraped no more stay for a quarter of an hour', async () => {
    const { world, ids } = listOf()
    world.servers = [found('a:1')]
    await ids()
    world.servers = []
    world.at = 2 * MINUTE
    expect(await ids()).toEqual(['a-1'])
    world.at = 16 * MINUTE
    expect(await ids()).toEqual(['a-1'])
    world.at = 18 * MINUTE
    expect(await ids()).toEqual([])
  })

  it('of a kind that could not be asked for are left as they are', async () => {
    const { world, ids } = listOf()
    world.servers = [found('a:1')]
    await ids()
    world.servers = []
    world.failed.set('haproxy', tooMany)
    world.at = 60 * MINUTE
    expect(await ids()).toEqual(['a-1'])
  })

  it('that an incomplete answer leaves out stay; with none known, the reason is given', async () => {
    const { world, ids } = listOf()
    world.partial = { kind: 'partial', detail: 'store a is down' }
    await expect(ids()).rejects.toMatchObject({ problem: world.partial })
    world.at = MINUTE
    world.servers = [found('a:1')]
    expect(await ids()).toEqual(['a-1'])
    world.servers = []
    world.at = 90 * MINUTE
    expect(await ids()).toEqual(['a-1'])
  })

  it('are unknown, with the reason, where no kind could be asked for', async () => {
    const { world, ids } = listOf()
    world.failed.set('haproxy', tooMany)
    await expect(ids()).rejects.toThrow(tooMany)
  })

  it('are not asked for again at once where asking was too much; after an outage they are', async () => {
    const { world, ids } = listOf()
    world.failed.set('haproxy', tooMany)
    await expect(ids()).rejects.toThrow(tooMany)
    world.at = 14_999
    await expect(ids()).rejects.toThrow(tooMany)
    expect(world.looks).toBe(1)
    world.at = 15_000
    const down = new PrometheusError({ kind: 'unreachable', code: 'ECONNREFUSED' })
    world.failed.set('haproxy', down)
    await expect(ids()).rejects.toThrow(down)
    world.failed.clear()
    world.servers = [found('a:1')]
    expect(await ids()).toEqual(['a-1'])
    expect(world.looks).toBe(3)
  })
})
