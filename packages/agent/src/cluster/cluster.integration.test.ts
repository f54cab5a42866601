import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import {
  type AgentStatus,
  agentStatusShape,
  CURSOR_PARAMETER,
  SESSION_PARAMETER,
  SUBPROTOCOL,
} from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../../../scripts/test/free-port.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { TestClient, until } from '../testing/test-server.ts'

const issuer = testIssuer()
const clients: TestClient[] = []
let child: ChildProcess | null = null
let controlPort = 0
let port = 0

afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate()
  child?.stdin?.end()
})

async function startCluster(options: object = {}): Promise<number[]> {
  port = await freePort()
  const script = join(import.meta.dirname, '../testing/cluster-process.ts')
  child = spawn(process.execPath, [script, issuer.trust.publicKey, `${port}`, JSON.stringify(options)], {
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

async function connect(query = ''): Promise<TestClient> {
  const client = new TestClient(`ws://127.0.0.1:${port}/${query}`, [SUBPROTOCOL], {})
  clients.push(client)
  await client.settled
  return client
}

test('X8: workers are one node: added up, ordered together, their limits divided, and missed when they go', async () => {
  // A share of 100 each, so that no uneven spread of the 60 is refused; and 60 handshakes within one second of theirs.
  const workers = await startCluster({ slow: true, limits: { connections: 200 } })
  await until(async () => (await status()).node.workers === 2)
  await Promise.all(Array.from({ length: 60 }, () => connect()))
  await until(async () => (await status()).pool.current === 60)
  const whole = await status()
  expect(whole).toMatchObject({
    totals: { attempts: 60, accepted: 60 },
    pool: { limit: 200 },
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
  const left = await status()
  expect([perWorker[0], perWorker[1]]).toContain(left.pool.current)
  expect(left.totals).toMatchObject({ attempts: 60, accepted: 60 })
  expect(left.traffic.messagesOut).toBeGreaterThanOrEqual(whole.traffic.messagesOut ?? 0)
  expect(await acceptedIn()).toBe(60)
})

/** Sum of the counters by worker. */
async function acceptedIn(): Promise<number> {
  const metrics = await (await ask('/metrics')).text()
  const counts = [...metrics.matchAll(/websocket_connections_total\{worker="\w+",status="accepted"\} (\d+)/g)]
  return counts.reduce((total, match) => total + Number(match[1]), 0)
}

/** Orders again until the answer says so: the primary waits 500 ms for its workers, a slow machine may need longer. */
async function orderedAs(ordered: 3 | 4, effective: number): Promise<void> {
  const body = JSON.stringify(issuer.sign(setOf([leaseOf({ tier: ordered })])))
  const order = async () => (await ask('/stormdeck/v1/tier', { method: 'PUT', body })).json()
  await expect.poll(order).toMatchObject({ ordered, effective })
}

test('X8: a worker refuses at its share of the limit, and nothing but that limit is divided', async () => {
  await startCluster({ limits: { connections: 4 } })
  await until(async () => (await status()).node.workers === 2)
  for (let n = 0; n < 6; n++) await connect()
  await until(async () => (await status()).totals.attempts === 6)
  expect(await status()).toMatchObject({
    pool: { current: 4, limit: 4 },
    totals: { accepted: 4, rejected: { 'node-full': 2 } },
  })
  child?.stdin?.end()
  await startCluster({ limits: { perAddress: 3 } })
  await until(async () => (await status()).node.workers === 2)
  for (let n = 0; n < 6; n++) await connect()
  await until(async () => (await status()).totals.attempts === 6)
  expect((await status()).totals).toMatchObject({ accepted: 6, rejected: {} })
})

test('X8: limits that the workers only observe are not shown as enforced', async () => {
  await startCluster({ mode: 'observe' })
  await until(async () => (await status()).node.workers === 2)
  expect((await status()).node.limitsMode).toBe('observe')
})

test('X14: a worker that does without its agent is no worker of the node any more, and what it counted stays', async () => {
  await startCluster()
  await until(async () => (await status()).node.workers === 2)
  for (let n = 0; n < 4; n++) await connect()
  await until(async () => (await status()).totals.accepted === 4)
  child?.stdin?.write('take out')
  await until(async () => (await status()).node.workers === 1)
  expect(await status()).toMatchObject({
    pool: { current: 2 },
    totals: { accepted: 4 },
    lowerBound: { active: false },
    warnings: expect.not.arrayContaining([expect.objectContaining({ id: 'silent-worker' })]),
  })
})

test('X15: a control listener is never shared by workers: whoever asks gets the same one, which says that it is', async () => {
  const asked = await freePort()
  await startCluster({ alone: true, control: { port: asked } })
  controlPort = asked
  const boots = new Set<string>()
  for (let n = 0; n < 6; n++) {
    const answer = await ask('/stormdeck/v1/status', { headers: { connection: 'close' } })
    const { node, warnings } = agentStatusShape(await answer.json())
    boots.add(node.boot)
    expect(warnings).toContainEqual(expect.objectContaining({ id: 'lone-worker' }))
  }
  expect(boots.size).toBe(1)
})

test('X14: a worker that stands still makes the counts a lower bound, until it goes on', async () => {
  const [stopped = 0] = await startCluster()
  await until(async () => (await status()).node.workers === 2)
  expect((await status()).lowerBound).toEqual({ active: false, why: null })
  process.kill(stopped, 'SIGSTOP')
  try {
    await expect
      .poll(async () => (await status()).lowerBound)
      .toEqual({ active: true, why: expect.stringMatching(/^no report from worker \d+ of the cluster for/) })
    expect((await status()).warnings).toContainEqual(expect.objectContaining({ id: 'silent-worker' }))
  } finally {
    process.kill(stopped, 'SIGCONT')
  }
  await expect.poll(async () => (await status()).lowerBound.active).toBe(false)
})

test('X12: who returns to another worker is still away from the first, and begins anew', async () => {
  await startCluster()
  await until(async () => (await status()).node.workers === 2)
  const session = `${SESSION_PARAMETER}=${'5e'.repeat(16)}`
  const first = await connect(`?${session}`)
  await until(() => first.frames.length === 1)
  const cursor = first.frames[0]?.cursor
  first.socket.close()
  await until(async () => (await status()).pool.current === 0)
  // The cluster hands connections to its workers in turn.
  const second = await connect(`?${session}&${CURSOR_PARAMETER}=${cursor}`)
  await until(() => second.frames.length === 2)
  expect(second.frames[1]).toMatchObject({ messages: [], reset: true })
  await until(async () => (await status()).pool.current === 1)
  // Each worker reports ten times a second, the first one that it has lost a session.
  await expect.poll(async () => (await status()).pool.sessionsLast60s).toBe(2)
})

test('X10: polls spread over workers cannot be followed, so that 3 is the most that is enforced', async () => {
  await startCluster()
  await until(async () => (await status()).node.workers === 2)
  expect((await status()).node).toMatchObject({ adapter: 'ws', enforces: [1, 2, 3] })
  await orderedAs(4, 3)
  expect((await status()).tier).toMatchObject({ ordered: 4, effective: 3, unenforced: 4 })
})

test('X10: where clients stay with their worker 4 is enforced; and an answer says what the workers do', async () => {
  await startCluster({ sticky: true })
  await until(async () => (await status()).node.workers === 2)
  await orderedAs(4, 4)
  child?.stdin?.end()
  await startCluster({ fallback: 'off' })
  await until(async () => (await status()).node.workers === 2)
  expect((await status()).node.enforces).toEqual([1, 2])
  await orderedAs(3, 2)
})
