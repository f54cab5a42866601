import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { attach, type Deck } from '../index.ts'
import { TestClient } from '../testing/test-server.ts'

const clients: TestClient[] = []
let folder: string
let http: Server
let wss: WebSocketServer
let deck: Deck

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormdeck-'))
})

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate()
  await deck.close()
  wss.close()
  http.close()
  rmSync(folder, { recursive: true })
})

async function start(trustedProxies?: string[]): Promise<void> {
  http = createServer()
  wss = new WebSocketServer({ server: http })
  const limits = { mode: 'enforce', perAddress: 2, ...(trustedProxies && { trustedProxies }) } as const
  deck = attach(wss, { id: 'ws-1', group: 'eu', limits })
  http.listen(join(folder, 'ws'))
  await once(http, 'listening')
}

/** As a proxy would connect for a client of this address. */
async function connect(address: string): Promise<TestClient> {
  const url = `ws+unix://${join(folder, 'ws')}:/`
  const client = new TestClient(url, [], { 'x-forwarded-for': address })
  clients.push(client)
  await client.settled
  return client
}

test('L9: on a Unix domain socket clients without an address are not one address', async () => {
  await start()
  for (let n = 0; n < 3; n++) expect((await connect('1.1.1.1')).status).toBeNull()
  expect(deck.status()).toMatchObject({ pool: { current: 3 }, clients: { topAddressShare: null } })
})

test('L9: with `unix` trusted the forwarded address counts there', async () => {
  await start(['unix'])
  const statuses: (number | null)[] = []
  for (const address of ['1.1.1.1', '1.1.1.1', '1.1.1.1', '2.2.2.2'])
    statuses.push((await connect(address)).status)
  expect(statuses).toEqual([null, null, 429, null])
  expect(deck.status().totals.rejected).toEqual({ 'per-address': 1 })
})
