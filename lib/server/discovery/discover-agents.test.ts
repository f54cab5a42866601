import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { AgentTarget } from '../collector/agent-node.ts'
import { type AgentDiscovery, type DiscoverOptions, discoverAgents } from './discover-agents.ts'
import { discoverySchema } from './discovery-config.ts'

const listed: AgentTarget[] = [
  { url: 'http://127.0.0.1:9401', id: 'ws-1', group: 'eu', readTokenFile: 'own', caFile: null },
]
const srv = (port: number) => ({ name: 'ws.example.org.', port, priority: 1, weight: 1 })

describe('discovery of agents', () => {
  let dir = ''
  let told: string[][] = []
  const running: AgentDiscovery[] = []

  function discover(config: unknown, options: Partial<DiscoverOptions> = {}) {
    const discovery = discoverAgents({
      config: discoverySchema.parse(config),
      listed,
      baseDir: dir,
      onTargets: targets => told.push(targets.map(target => target.url)),
      prometheusTargets: null,
      ...options,
    })
    running.push(discovery)
    return discovery
  }

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stormdeck-discovery-'))
    told = []
  })
  afterEach(() => {
    for (const discovery of running.splice(0)) discovery.stop()
    rmSync(dir, { recursive: true })
  })

  it('tells the whole list once, and again only when it changed', async () => {
    writeFileSync(join(dir, 'a.yml'), '- targets: ["127.0.0.1:9401", "127.0.0.1:9402"]\n')
    const discovery = discover({ files: ['a.yml'] })
    await discovery.look()
    await discovery.look()
    expect(told).toEqual([['http://127.0.0.1:9401', 'http://127.0.0.1:9402']])
    expect(discovery.health()).toMatchObject({ status: 'ok', error: null })
  })

  it('finds agents by SRV, and keeps them while DNS fails', async () => {
    let answer: ReturnType<typeof srv>[] | null = [srv(9402), srv(9401)]
    const discovery = discover(
      { dns: [{ name: '_stormdeck._tcp.example.org', scheme: 'https' }] },
      {
        resolveSrv: async () => {
          if (answer === null) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
          return answer
        },
      },
    )
    await discovery.look()
    expect(told.at(-1)).toEqual([
      'http://127.0.0.1:9401',
      'https://ws.example.org:9401',
      'https://ws.example.org:9402',
    ])
    answer = null
    await discovery.look()
    expect(told).toHaveLength(2)
    expect(discovery.health()).toMatchObject({
      status: 'failing',
      error:
        'DNS has no answer for the SRV name _stormdeck._tcp.example.org (ENOTFOUND); check discovery.dns',
      headline: 'discovery of agents failing',
    })
    answer = [srv(9401)]
    await discovery.look()
    expect(told.at(-1)).toEqual(['http://127.0.0.1:9401', 'https://ws.example.org:9401'])
    expect(discovery.health()).toMatchObject({ status: 'ok' })
  })

  it('has not answered before every source was asked, though files are read at once', async () => {
    let answer = (_: ReturnType<typeof srv>[]) => {}
    const discovery = discover(
      { files: ['a.yml'], dns: [{ name: '_stormdeck._tcp.example.org', scheme: 'https' }] },
      { resolveSrv: () => new Promise(resolve => (answer = resolve)) },
    )
    writeFileSync(join(dir, 'a.yml'), '[]')
    const looked = discovery.look()
    expect(discovery.health()).toMatchObject({ status: 'unknown', error: null })
    answer([srv(9402)])
    await looked
    expect(discovery.health()).toMatchObject({ status: 'ok' })
  })

  it('takes targets of Prometheus by job or labels, at the address that is scraped', async () => {
    const target = (port: number, labels: object) => ({
      labels: { instance: 'shown-as', ...labels },
      scrapeUrl: `https://10.0.0.1:${port}/metrics`,
    })
    const prometheusTargets = async () => ({
      activeTargets: [
        target(1, { job: 'ws', node: 'ws-1' }),
        target(2, { job: 'db' }),
        target(3, { job: 'db', role: 'sockets', group: 'us' }),
        { labels: { job: 'ws' }, scrapeUrl: 7 },
      ],
    })
    const want = { prometheus: [{ job: 'ws' }, { labels: { role: 'sockets' } }], readTokenFile: 'all' }
    const lists: AgentTarget[][] = []
    await discover(want, { prometheusTargets, onTargets: found => lists.push(found) }).look()
    // What is listed does not wait for what has to be asked for.
    expect(lists[0]).toEqual(listed)
    expect(lists[1]).toEqual([
      ...listed,
      { url: 'https://10.0.0.1:1', id: 'ws-1', group: null, readTokenFile: 'all', caFile: null },
      { url: 'https://10.0.0.1:3', id: null, group: 'us', readTokenFile: 'all', caFile: null },
    ])
  })

  it('counts what one source lists beyond what one dashboard reads', async () => {
    const beyond: [number, number][] = []
    const discovery = discover(
      { dns: [{ name: '_stormdeck._tcp.example.org' }] },
      {
        listed: [],
        resolveSrv: async () => Array.from({ length: MAX_NODES + 500 }, (_, i) => srv(10_000 + i)),
        onTargets: (targets, more) => beyond.push([targets.length, more]),
      },
    )
    await discovery.look()
    expect(beyond.at(-1)).toEqual([MAX_NODES, 500])
  })

  it('says what is missing for it', async () => {
    const discovery = discover({ prometheus: [{ job: 'ws' }] })
    await discovery.look()
    expect(discovery.health()?.error).toMatch(/needs prometheus.url/)
    expect(discover({}).health()).toBeNull()
    expect(() => discoverySchema.parse({ prometheus: [{}] })).toThrow(/needs a job or labels/)
  })
})
