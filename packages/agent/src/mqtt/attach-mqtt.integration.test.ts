import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deck } from '../index.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { until } from '../testing/test-server.ts'
import { attachMqtt, type MqttOptions } from './attach-mqtt.ts'

const issuer = testIssuer()
const clients: MqttClient[] = []
let broker: Aedes
let server: Server
let deck: Deck

beforeEach(async () => {
  broker = await Aedes.createBroker()
  server = createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true)
  await deck.close()
  broker.close()
  server.close()
})

function start(options: Partial<MqttOptions> = {}): void {
  const given = { id: 'mq-1', group: 'eu', server, control: { port: 0 }, trust: [issuer.trust], ...options }
  deck = attachMqtt(broker as never, given)
}

function connect(clientId: string): MqttClient {
  const { port } = server.address() as AddressInfo
  const client = mqtt.connect({
    host: '127.0.0.1',
    port,
    clientId,
    reconnectPeriod: 0,
    connectTimeout: 2_000,
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}

async function order(tier: 1 | 2 | 3): Promise<number> {
  await deck.control?.ready
  const set = setOf([leaseOf({ tier, remainingMs: 3_000 })], { audience: 'mq-1' })
  const url = `http://127.0.0.1:${deck.control?.address?.port}/stormdeck/v1/tier`
  return (await fetch(url, { method: 'PUT', body: JSON.stringify(issuer.sign(set)) })).status
}

test('M1: devices are counted as sessions, and leave every map when they go', async () => {
  start()
  for (const id of ['a', 'b', 'c']) connect(id)
  await until(() => deck.status().pool.current === 3)
  expect(deck.status()).toMatchObject({
    node: { adapter: 'mqtt', enforces: [1, 2] },
    totals: { attempts: 3, accepted: 3 },
  })
  for (const client of clients) client.end(true)
  await until(() => deck.status().pool.current === 0)
})

test('M2: a device that comes again replaces its old connection: one session, one descriptor', async () => {
  start()
  connect('device-7')
  await until(() => deck.status().pool.current === 1)
  connect('device-7')
  await until(() => deck.status().totals.accepted === 2)
  await until(() => deck.status().pool.current === 1)
  expect(deck.status().totals.closed).toEqual({ replaced: 1 })
})

test('M3: with limits enforced a returning fleet is let in by F24: 10 ms apart, 100 waiting, the rest refused', async () => {
  start({ limits: { mode: 'enforce', perAddress: 10_000 } })
  for (let n = 0; n < 330; n++) connect(`device-${n}`)
  let mostQueued = 0
  await until(() => {
    const { totals, pool } = deck.status()
    mostQueued = Math.max(mostQueued, pool.queued ?? 0)
    // A device that gave up while it queued is neither let in nor refused.
    return totals.attempts === 330 && pool.queued === 0
  })
  const { totals } = deck.status()
  expect(totals.accepted).toBeGreaterThanOrEqual(100)
  expect(totals.rejected['queue-full']).toBeGreaterThan(0)
  expect(mostQueued).toBeGreaterThan(50)
  expect(mostQueued).toBeLessThanOrEqual(100)
})

test('M4: published messages reach subscribers, and at tier 2 only what is not droppable, batched', async () => {
  start()
  const device = connect('device-1')
  const got: string[] = []
  device.on('message', (topic, payload) => {
    got.push(`${topic} ${payload}`)
  })
  await new Promise<void>(resolve => device.once('connect', () => resolve()))
  await device.subscribeAsync(['config', 'ticks'])
  deck.publish('config', { a: 1 })
  await until(() => got.length === 1)
  expect(await order(3)).toBe(200)
  expect(deck.status().tier).toMatchObject({ ordered: 3, effective: 2, unenforced: 3 })
  deck.publish('ticks', 1, { droppable: true })
  deck.publish('config', { a: 2 })
  await until(() => got.length === 2)
  expect(got).toEqual(['config {"a":1}', 'config {"a":2}'])
})
