import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { runStormdeck } from '../../lab/simulator/processes/run-stormdeck.ts'
import type { NodeReading } from '../../lib/domain/node-reading.ts'
import { nodeSample } from '../../lib/domain/test/fleet-sample.ts'
import { createAuditWatch } from '../../lib/server/audit/audit-watch.ts'
import { loadConfig } from '../../lib/server/config/load-config.ts'
import { openStore } from '../../lib/server/store/open-store.ts'
import type { Store } from '../../lib/server/store/store.ts'
import { startRealNode } from '../../lib/server/test/real-fleet.ts'
import { openControlSocket } from '../../lib/server/tiers/control/open-control-socket.ts'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'
import { createTierService } from '../../lib/server/tiers/tier-service.ts'
import { readAgents } from './read-agents.ts'

const dir = mkdtempSync(join(tmpdir(), 'stormdeck-order-rules-'))
const dataDir = join(dir, 'data')
const configFile = join(dir, 'stormdeck.yaml')
const closing: (() => unknown)[] = []
let store: Store

/** What the app reads of its one agent, as a test changes it. */
let measured: Partial<NodeReading>
/** What it knows besides. */
let others: NodeReading[]

/** Runs the command line against a store, a socket and an agent that are real; only what the app measured is made up. */
const stormdeck = (...args: string[]) => runStormdeck({ configFile }, dataDir, args)
const set = (tier: string, scope: string, ...more: string[]) =>
  stormdeck('tier', 'set', tier, '--scope', scope, '--for', '5m', '--why', 'storm', ...more)

/** The same order again until the agent confirmed it within the time that the command waits. */
async function setUntilDone(...order: Parameters<typeof set>) {
  let answer = await set(...order)
  await expect
    .poll(
      async () => {
        if (answer.code === 3) answer = await set(...order)
        return answer.code
      },
      { timeout: 40_000 },
    )
    .toBe(0)
  return answer
}

beforeAll(async () => {
  const keys = ensureKeys(dataDir)
  const node = await startRealNode({ id: 'ws-1', group: 'eu', dir: join(dir, 'ws-1'), trust: keys.trust })
  closing.push(node.stop)
  const agents = [{ id: 'ws-1', group: 'eu', url: node.controlUrl }]
  writeFileSync(configFile, JSON.stringify({ data: dataDir, agents }))
  const reader = readAgents(loadConfig({ STORMDECK_CONFIG: configFile }, dir))
  closing.push(reader.close)
  store = await openStore({ dataDir })
  closing.push(() => store.close())
  const readings = () => [...reader.readings().map(row => ({ ...row, ...measured })), ...others]
  const tiers = await createTierService({ store, keys: () => keys, readings })
  closing.push(tiers.close)
  await reader.firstLook(tiers)
  const socket = await openControlSocket({ tiers, store, audit: createAuditWatch(store), dataDir })
  closing.push(socket.close)
}, 60_000)
afterAll(async () => {
  for (const close of closing.reverse()) await close()
  rmSync(dir, { recursive: true, force: true })
}, 30_000)
beforeEach(() => {
  measured = {}
  others = []
})

const edge = (id: string, group: string) =>
  nodeSample(id, { group, adapter: 'haproxy', source: 'prometheus', capacityPerSecond: null })

it('refuses what would ask more of the nodes than they were measured to take, and writes that down', async () => {
  measured = { connections: 10_000, protocolShareRatio: 1, capacityPerSecond: 50 }
  others = [edge('edge-1', 'eu')]
  const refused = await set('4', 'group:eu', '--confirm', '4')
  expect(refused).toEqual({
    code: 1,
    out: '',
    err: 'Polling would ask 2,000/s of nodes that were measured to take 50/s.\n',
  })
  expect((await stormdeck('tier', 'list')).out).toContain('No lease is in force.')
  expect(await store.audit.read({ limit: 1, beforeSeq: null })).toMatchObject([
    { action: 'tier.refuse', via: 'command-line', subject: 'tier 4 for group:eu' },
  ])
  measured = { ...measured, capacityPerSecond: 5_000 }
  const allowed = await set('4', 'group:eu', '--confirm', '4')
  expect(allowed.out).toContain('Tier 4 (Long polling) is ordered for group:eu.')
  await stormdeck('tier', 'release', '--scope', 'fleet', '--why', 'over')
}, 60_000)

it('orders what has an agent, is done when that enforces it, and names the servers that have none', async () => {
  others = [edge('edge-1', 'eu'), edge('edge-2', 'us')]
  const fleet = await setUntilDone('2', 'fleet')
  expect(fleet.out).toContain(
    [
      '1 of 1 nodes with an agent enforce it.',
      '  edge-1: has no agent, so no tier can be ordered',
      '  edge-2: has no agent, so no tier can be ordered',
    ].join('\n'),
  )
  expect((await stormdeck('tier', 'list')).out).toContain(
    '  edge-1 (eu): has no agent, so no tier can be ordered\n',
  )
  expect(await set('2', 'group:us')).toEqual({
    code: 1,
    out: '',
    err: 'edge-2 has no agent, so no tier can be ordered there.\n',
  })
}, 60_000)

it('does not say that a group is done while an agent that was never heard may belong to it', async () => {
  others = [nodeSample('10.0.0.9:9400', { group: '', reach: 'waiting', ageMs: null })]
  await setUntilDone('2', 'node:ws-1')
  const group = await set('2', 'group:eu')
  expect(group.code).toBe(3)
  expect(group.out).toContain('10.0.0.9:9400 was never heard: whether it belongs to eu is unknown')
}, 60_000)
