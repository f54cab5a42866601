import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { agentStatusShape } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { until } from '../testing/test-server.ts'
import { type Sidecar, startSidecar } from './start-sidecar.ts'

/** A server that has never heard of us. */
const FOREIGN =
  "const s=require('net').createServer(()=>{}).listen(0,'127.0.0.1',()=>console.log(s.address().port))"
const sockets: Socket[] = []
let child: ChildProcess | null = null
let sidecar: Sidecar | null = null

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await sidecar?.close()
  sidecar = null
  child?.kill('SIGKILL')
})

test('E1: a process without an agent is counted from outside, as a lower bound, and nothing is made up', async () => {
  child = spawn(process.execPath, ['-e', FOREIGN], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const watch = startSidecar({
    id: 'nginx-1',
    group: 'eu',
    pid: child.pid as number,
    control: { port: 0 },
  })
  sidecar = watch
  // On a busy host some outgoing connection has the same number at another address; it is not one of the server.
  const elsewhere = createServer().listen(0, '127.0.0.1').unref()
  await once(elsewhere, 'listening')
  const { port } = elsewhere.address() as AddressInfo
  const outgoing = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2', localPort: Number(line) })
  sockets.push(outgoing)
  await once(outgoing, 'connect')
  for (let n = 0; n < 60; n++) sockets.push(connect(Number(line), '127.0.0.1').on('error', () => {}))
  await until(() => watch.status().pool.current === 60)
  const control = await watch.control.ready
  const base = `http://127.0.0.1:${control?.port}`
  const status = agentStatusShape(await (await fetch(`${base}/stormdeck/v1/status`)).json())
  expect(status).toMatchObject({
    node: { adapter: 'sidecar', enforces: [1] },
    lowerBound: { active: true },
    totals: { attempts: 60, accepted: 60 },
    sockets: { established: 60 },
    traffic: { messagesIn: null },
    auth: { full: null },
  })
  expect(status.burst.lastAt).not.toBeNull()
  expect(status.memory.rssBytes).toBeGreaterThan(1_000_000)
  expect(status.descriptors.open).toBeGreaterThan(60)
  expect(await (await fetch(`${base}/metrics`)).text()).toContain(
    'websocket_connections_current{worker="0"} 60',
  )
  const order = JSON.stringify(testIssuer().sign(setOf([leaseOf()], { audience: 'nginx-1' })))
  expect((await fetch(`${base}/stormdeck/v1/tier`, { method: 'PUT', body: order })).status).toBe(401)
  for (const socket of sockets) socket.destroy()
  await until(() => watch.status().totals.closed.client === 60)
  child.kill('SIGKILL')
  await until(() => watch.status().pool.current === null)
})

test('E1: what cannot be watched is refused with a sentence', () => {
  const watch = (pid: number) => () => startSidecar({ id: 'n', group: 'g', pid, control: { port: 0 } })
  expect(watch(4_000_000)).toThrow('no process')
})

test('E1: while nobody comes the count is 0, not unknown', async () => {
  child = spawn(process.execPath, ['-e', FOREIGN], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  const watch = startSidecar({ id: 'n', group: 'g', pid: child.pid as number, control: { port: 0 } })
  sidecar = watch
  await until(() => watch.status().attempts.unknown.filter(count => count === 0).length >= 12)
  expect(watch.status().totals.attempts).toBe(0)
})
