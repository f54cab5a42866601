import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deck } from '../index.ts'
import { TestClock } from '../testing/test-clock.ts'
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

function connect(clientId: string, options: mqtt.IClientOptions = {}): MqttClient {
  const { port } = server.address() as AddressInfo
  const client = mqtt.connect({
    host: '127.0.0.1',
    port,
    clientId,
    reconnectPeriod: 0,
    connectTimeout: 60_000,
    ...options,
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}

async function order(tier: 1 | 2 | 3): Promise<number> {
  await deck.control?.ready
  const set = setOf([leaseOf({ tier, remainingMs: 60_000 })], { audience: 'mq-1' })
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

test('M2: a stranger with the id of a device, refused by the broker, does not touch its session', async () => {
  broker.authenticate = (_client, _username, password, done) => done(null, String(password) === 'secret')
  start()
  const device = connect('device-7', { username: 'ana', password: 'secret' })
  await until(() => device.connected)
  connect('device-7', { username: 'eve', password: 'wrong' })
  await until(() => deck.status().totals.rejected['auth-failed'] === 1)
  device.end()
  await until(() => deck.status().pool.current === 0)
  expect(deck.status().totals).toMatchObject({ attempts: 2, accepted: 1, closed: { client: 1 } })
  expect(deck.status().totals.closed.replaced).toBeUndefined()
})

test('M2: a device that was there before the agent is replaced like any other', async () => {
  const device = connect('device-7')
  await until(() => device.connected)
  start()
  connect('device-7')
  await until(() => deck.status().totals.accepted === 1)
  expect(deck.status()).toMatchObject({ pool: { current: 1 }, totals: { closed: { replaced: 1 } } })
})

test('M2: a device that comes again is not refused for its own connection, at any limit', async () => {
  start({ limits: { mode: 'enforce', connections: 1, perAddress: 1 } })
  const first = connect('device-7')
  await until(() => first.connected)
  connect('device-8')
  await until(() => deck.status().totals.rejected['node-full'] === 1)
  const again = connect('device-7')
  await until(() => again.connected)
  expect(deck.status()).toMatchObject({
    pool: { current: 1 },
    totals: { accepted: 2, rejected: { 'node-full': 1 }, closed: { replaced: 1 } },
  })
})

test('L2: devices that the broker authenticates at once do not all get the last place', async () => {
  const verified: (() => void)[] = []
  broker.authenticate = (_client, _username, _password, done) => verified.push(() => done(null, true))
  start({ limits: { mode: 'enforce', connections: 1 } })
  for (const id of ['a', 'b', 'c']) connect(id)
  await until(() => verified.length === 3)
  for (const done of verified) done()
  await until(() => deck.status().totals.rejected['node-full'] === 2)
  expect(deck.status()).toMatchObject({ pool: { current: 1 }, totals: { attempts: 3, accepted: 1 } })
  await until(() => broker.connectedClients === 1)
})

test('M7: a device that goes without a goodbye left abnormally', async () => {
  start()
  const [polite, cut] = [connect('polite'), connect('cut')]
  await until(() => deck.status().pool.current === 2 && polite.connected && cut.connected)
  polite.end()
  cut.stream.destroy()
  await until(() => deck.status().pool.current === 0)
  expect(deck.status().totals.closed).toEqual({ client: 1, abnormal: 1 })
})

test("M8: what the broker's own preConnect refuses is a refusal", async () => {
  broker.preConnect = (_client, _packet, done) => done(null, false)
  start()
  connect('device-7')
  await until(() => deck.status().totals.rejected['bad-request'] === 1)
  expect(deck.status().totals).toMatchObject({ attempts: 1, accepted: 0 })
})

test('X13: what was wrapped around the agent later stays when the agent goes, and the agent does nothing in it', async () => {
  start()
  const [preConnect, forward] = [broker.preConnect, broker.authorizeForward]
  broker.preConnect = (client, packet, done) => preConnect.call(broker, client, packet, done)
  broker.authorizeForward = (client, packet) => forward.call(broker, client, packet)
  const [preConnectOutside, forwardOutside] = [broker.preConnect, broker.authorizeForward]
  await deck.close()
  expect(broker.preConnect).toBe(preConnectOutside)
  expect(broker.authorizeForward).toBe(forwardOutside)
  const device = connect('device-1')
  await until(() => device.connected)
  expect(deck.status().totals).toMatchObject({ attempts: 0, accepted: 0 })
})

test('M3: with limits enforced a returning fleet is let in by F24: 10 ms apart, 100 waiting, the rest refused', async () => {
  const clock = new TestClock()
  clock.freeze()
  start({ clock, limits: { mode: 'enforce', perAddress: 10_000 } })
  for (let n = 0; n < 330; n++) connect(`device-${n}`)
  // In one moment the first comes in, with the five that 50 ms before it leave room for.
  await until(() => deck.status().totals.attempts === 330)
  await until(() => deck.status().totals.accepted === 6)
  expect(deck.status()).toMatchObject({
    pool: { queued: 100 },
    totals: { accepted: 6, rejected: { 'queue-full': 224 } },
  })
  clock.advance(10)
  await until(() => deck.status().totals.accepted === 7)
  expect(deck.status().pool.queued).toBe(99)
  await until(() => {
    clock.advance(50)
    return deck.status().pool.queued === 0
  })
  await until(() => deck.status().totals.accepted === 106)
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

test('M2: devices without a client id do not replace each other', async () => {
  start()
  connect('', { clean: true, protocolVersion: 4 })
  connect('', { clean: true, protocolVersion: 4 })
  await until(() => deck.status().totals.accepted === 2)
  expect(deck.status().pool.current).toBe(2)
})

test('M5: messages are counted both ways, per subscriber; the bound is that of the keep-alive', async () => {
  start()
  const [one, two] = [connect('one', { keepalive: 20 }), connect('two', { keepalive: 40 })]
  await until(() => one.connected && two.connected)
  await Promise.all([one.subscribeAsync('config'), two.subscribeAsync('config')])
  await one.publishAsync('telemetry', 'hello', { qos: 1 })
  deck.publish('config', 'abc')
  await until(() => deck.status().traffic.messagesOut === 2)
  const { traffic, totals, heartbeat, pool } = deck.status()
  expect(traffic).toEqual({ messagesIn: 1, messagesOut: 2, bytesIn: 5, bytesOut: 6 })
  expect(totals.framesAround).toBeNull()
  expect(heartbeat).toMatchObject({ pingIntervalMs: 40_000, boundMs: 60_000 })
  expect(pool.zombies).toBe(0)
  await deck.control?.ready
  const metrics = await (await fetch(`http://127.0.0.1:${deck.control?.address?.port}/metrics`)).text()
  expect(metrics).toMatch(/^iot_zombie_sockets_total 0$/m)
  expect(metrics).toMatch(/^iot_open_sockets_total 2$/m)
})

test('M6: the application authenticates a device by what it sent, and is not asked again within 300 s', async () => {
  const asked: unknown[] = []
  start({
    authenticate: async ({ clientId, username, password, req }) => {
      asked.push([clientId, username, String(password), req])
      return String(password) === 'secret' ? { session: clientId } : null
    },
  })
  const right = { username: 'ana', password: 'secret' }
  connect('device-1', right)
  await until(() => deck.status().totals.accepted === 1)
  connect('device-2', { username: 'ana', password: 'wrong' })
  await until(() => deck.status().totals.rejected['auth-failed'] === 1)
  connect('device-1', right)
  await until(() => deck.status().totals.accepted === 2)
  expect(asked).toEqual([
    ['device-1', 'ana', 'secret', null],
    ['device-2', 'ana', 'wrong', null],
  ])
  expect(deck.status().auth).toMatchObject({ full: 1, cached: 1, failed: 1 })
})

test('X4: taken out, devices go on; put in again, they are counted with their keep-alive', async () => {
  start()
  const device = connect('device-1', { keepalive: 20 })
  await until(() => deck.status().pool.current === 1 && device.connected)
  const [preConnect, forward] = [broker.preConnect, broker.authorizeForward]
  await deck.close()
  expect(broker.preConnect).not.toBe(preConnect)
  expect(broker.authorizeForward).not.toBe(forward)
  await device.subscribeAsync('config')
  start()
  expect(deck.status()).toMatchObject({ pool: { current: 1 }, heartbeat: { boundMs: 30_000 } })
  await device.publishAsync('telemetry', 'hello', { qos: 1 })
  expect(deck.status().traffic.messagesIn).toBe(1)
  device.end(true)
  await until(() => deck.status().pool.current === 0)
})

test('X4: devices in the queue are connected by the broker when the agent goes', async () => {
  const clock = new TestClock()
  clock.freeze()
  start({ clock, limits: { mode: 'enforce', perAddress: 1_000 }, acceptsPerSecond: 1 })
  const hooked = broker.preConnect
  let queued = 0
  let gone: Promise<void> | null = null
  broker.preConnect = (client, packet, done) => {
    hooked.call(broker, client, packet, done)
    if (gone) return
    // With the first that has to wait, before a queue of five is full: nobody is refused.
    queued = deck.status().pool.queued ?? 0
    if (queued > 0) gone = deck.close()
  }
  // At the latest the 11th waits: the bucket holds ten seconds of one.
  const devices = Array.from({ length: 15 }, (_, n) => connect(`device-${n}`))
  await until(() => gone !== null)
  expect(queued).toBe(1)
  await gone
  await until(() => devices.every(device => device.connected))
})

test('X5: attaching twice answers the deck that is there', () => {
  start()
  const said: unknown[] = []
  const again = attachMqtt(broker as never, { id: 'other', group: 'eu', onError: error => said.push(error) })
  expect(again).toBe(deck)
  expect(said).toHaveLength(1)
})
