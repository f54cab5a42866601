import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type AgentStatus, agentStatusShape, SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { TestClient, until } from '../testing/test-server.ts'

const issuer = testIssuer()
const clients: TestClient[] = []
let child: ChildProcess | null = null
let controlPort = 0
let port = 0

afterEach(() => {
  for (const { socket } of clients) socket.terminate()
  child?.stdin?.end()
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const found = (probe.address() as AddressInfo).port
  probe.close()
  return found
}

async function startCluster(): Promise<number[]> {
  port = await freePort()
  const script = join(import.meta.dirname, '../testing/cluster-process.ts')
  child = spawn(process.execPath, [script, issuer.trust.publicKey, `${port}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const said = JSON.parse(String(line))
  controlPort = said.controlPort
  return said.workers
}

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${controlPort}${path}`, init)
const status = async (): Promise<AgentStatus> =>
  agentStatusShape(await (await ask('/stormdeck/v1/status')).json())

async function connect(): Promise<TestClient> {
  const client = new TestClient(`ws://127.0.0.1:${port}/`, [SUBPROTOCOL], {})
  clients.push(client)
  await client.settled
  return client
}

test('X8: workers are one node: added up, ordered together, their limits divided, and missed when they go', async () => {
  const workers = await startCluster()
  await until(async () => (await status()).node.workers === 2)
  await Promise.all(Array.from({ length: 60 }, connect))
  await until(async () => (await status()).pool.current === 60)
  const whole = await status()
  expect(whole).toMatchObject({
    totals: { attempts: 60, accepted: 60 },
    pool: { limit: 100 },
    clients: { protocolShare: 1 },
  })
  expect(whole.attempts.firstTime.reduce<number>((total, count) => total + (count ?? 0), 0)).toBe(60)
  expect(whole.burst.lastAt).not.toBeNull()
  const metrics = await (await ask('/metrics')).text()
  const perWorker = [...metrics.matchAll(/websocket_connections_current\{worker="\d+"\} (\d+)/g)].map(match =>
    Number(match[1]),
  )
  expect(perWorker).toHaveLength(2)
  expect(perWorker.reduce((total, count) => total + count, 0)).toBe(60)

  const order = JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 2 })])))
  expect((await ask('/stormdeck/v1/tier', { method: 'PUT', body: order })).status).toBe(200)
  await until(() => clients.every(client => client.frames.at(-1)?.tier === 2))
  await until(async () => (await status()).tier.sessionsUnder === 1)
  expect((await status()).tier).toMatchObject({ effective: 2, revision: 1 })

  process.kill(workers[0] as number, 'SIGKILL')
  await until(async () => (await status()).node.workers === 1)
  expect([perWorker[0], perWorker[1]]).toContain((await status()).pool.current)
})
