import { expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { type HostAsked, type HostExporters, joinHost } from './join-host.ts'
import { listHostJoins } from './list-host-joins.ts'
import type { PrometheusProblem } from './problem.ts'

const kinds = builtInProfiles().filter(profile => profile.role === 'host')
const scraped = (instances: readonly string[], partial: PrometheusProblem | null = null): HostExporters =>
  kinds.map((profile, i) => ({
    profile,
    exporters: i === 0 ? instances.map(instance => ({ instance, node: undefined })) : [],
    partial,
  }))
const asked = (node: string, host: string): HostAsked => ({
  node,
  nodeLabel: 'node',
  host,
  sameMachine: false,
})
const resolve = async () => []

it('names the exporter of each node, or the reason that the page of the node gives', async () => {
  const exporters = scraped(['10.0.0.1:9100', '10.0.0.7:9100'])
  const [joined, apart] = [asked('ws-1', '10.0.0.1'), asked('ws-2', '127.0.0.1')]
  const ofNode = await joinHost(exporters, apart, resolve)
  expect(await listHostJoins(exporters, [joined, apart], resolve, 'prometheus')).toEqual([
    { node: 'ws-1', exporter: 'node_exporter 10.0.0.1:9100', unjoined: null },
    { node: 'ws-2', exporter: null, ...ofNode },
  ])
  expect(ofNode).toMatchObject({ unjoined: expect.stringContaining('means another machine to Prometheus') })
})

it('of a node that an incomplete answer may have left out it says that, and still names the others', async () => {
  const exporters = scraped(['10.0.0.1:9100'], { kind: 'partial', detail: 'store c is down' })
  const nodes = [asked('ws-1', '10.0.0.1'), asked('ws-2', '10.0.0.2')]
  expect(await listHostJoins(exporters, nodes, resolve, 'prometheus')).toEqual([
    { node: 'ws-1', exporter: 'node_exporter 10.0.0.1:9100', unjoined: null },
    { node: 'ws-2', exporter: null, unjoined: expect.stringContaining('store c is down') },
  ])
})

it('more nodes than are resolved at the same time keep their order', async () => {
  const nodes = Array.from({ length: 120 }, (_, i) => asked(`ws-${i}`, `10.0.1.${i}`))
  let [open, most] = [0, 0]
  const slow = async () => {
    most = Math.max(most, ++open)
    await Promise.resolve()
    open--
    return []
  }
  const named = nodes.map(node => ({ ...node, host: `${node.node}.internal` }))
  const joins = await listHostJoins(scraped(['10.9.9.9:9100']), named, slow, 'prometheus')
  expect(joins.map(({ node }) => node)).toEqual(nodes.map(({ node }) => node))
  expect(most).toBeLessThanOrEqual(50)
})
