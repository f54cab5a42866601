import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AgentStatus, agentStatusShape } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

const issuer = testIssuer()
const script = join(import.meta.dirname, '../testing/server-process.ts')
/** The collector's one connection, open before the storm: a new one would be reset. */
const collector = new Agent({ keepAlive: true, maxSockets: 1 })
const knocking: Socket[] = []
let child: ChildProcess | null = null

afterEach(() => {
  for (const socket of knocking) socket.destroy()
  collector.destroy()
  child?.kill('SIGKILL')
})

async function startServer(): Promise<{ port: number; controlPort: number; pid: number }> {
  const journalDir = mkdtempSync(join(tmpdir(), 'stormdeck-agent-'))
  child = spawn(process.execPath, [script, issuer.trust.publicKey, journalDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { ...JSON.parse(String(line)), pid: child.pid as number }
}

function call(port: number, path: string, body?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, agent: collector, method: body ? 'PUT' : 'GET' }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text)))
    })
    asked.on('error', reject).end(body)
  })
}

test('D1: with no descriptor left the count is a lower bound, and a signed order still lands and lasts', async () => {
  const { port, controlPort, pid } = await startServer()
  const status = async (): Promise<AgentStatus> =>
    agentStatusShape(await call(controlPort, '/stormdeck/v1/status'))
  const before = await status()
  expect(before.lowerBound.active).toBe(false)
  const limit = (before.descriptors.open ?? 0) + 40
  execFileSync('prlimit', ['--pid', `${pid}`, `--nofile=${limit}:${limit}`])

  for (let n = 0; n < 300; n++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('connect', () => socket.write(upgradeRequest()))
    knocking.push(socket)
  }
  let during = await status()
  for (let tries = 0; tries < 100 && !(during.lowerBound.active && during.sockets); tries++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    during = await status()
  }
  expect(during.lowerBound).toMatchObject({ active: true, why: expect.stringContaining('descriptor') })
  const hidden = during.warnings.find(warning => warning.id === 'hidden-attempts')
  expect(hidden?.fix).toContain(`prlimit --pid ${pid} --nofile=`)
  expect(during.descriptors.limit).toBe(limit)
  expect(during.descriptors.open).toBeGreaterThanOrEqual(limit - 4)
  expect(during.totals.attempts).toBeLessThan(300)
  expect(during.memory.rssBytes).toBeGreaterThan(0)
  expect(during.sockets).not.toBeNull()

  const order = JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 2 })])))
  expect(await call(controlPort, '/stormdeck/v1/tier', order)).toMatchObject({ effective: 2, durable: true })
  expect((await status()).tier).toMatchObject({ effective: 2, durable: true, issuer: 'issuer-one' })
})
