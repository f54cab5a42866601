import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CONTROL_PATHS } from '@stormdeck/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { START_WAYS, type StartWay } from '../../components/first-run/start-ways.ts'
import { checkExposure } from '../../packages/agent/src/control/control-server.ts'

const AGENT = new URL('../../packages/agent/src/index.ts', import.meta.url).href
const SERVER = "require('net').createServer(()=>{}).listen(0,'127.0.0.1',function(){console.log('up')})"

let folder = ''
const running: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormdeck-start-ways-'))
})
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const stepsOf = (id: StartWay['id']) => START_WAYS.find(way => way.id === id)?.steps ?? []
const linesOf = (id: StartWay['id'], title: RegExp) =>
  stepsOf(id).find(step => title.test(step.title))?.lines ?? ''

/** The code as it is shown, with the agent of this folder, and on a port that is free. */
async function asShown(lines: string): Promise<{ code: string; port: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  server.close()
  await once(server, 'close')
  return { code: lines.replace("'@stormdeck/agent'", `'${AGENT}'`).replaceAll('9601', String(port)), port }
}

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(child)
  return child
}

type Answer = { status: number | undefined; body: string }

/** Asks until it answers; what never does fails by the time limit of the test. */
async function answerOf(address: string, port: number, host: string): Promise<Answer> {
  for (;;) {
    const asked = get({ host: address, port, path: CONTROL_PATHS.status, headers: { host } })
    try {
      const [response] = (await once(asked, 'response')) as [IncomingMessage]
      return { status: response.statusCode, body: await text(response) }
    } catch {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

async function startSidecarAt(change: (code: string) => string): Promise<number> {
  const server = start('-e', SERVER)
  await once(server.stdout as NodeJS.ReadableStream, 'data')
  const file =
    /sidecar\.mjs/.exec(
      stepsOf('sidecar')
        .map(({ title }) => title)
        .join(),
    )?.[0] ?? ''
  const { code, port } = await asShown(change(linesOf('sidecar', /sidecar\.mjs/)))
  writeFileSync(join(folder, file), code)
  const [node, ...args] = linesOf('sidecar', /^Start it/)
    .replace('PID', String(server.pid))
    .split(' ')
  expect(node).toBe('node')
  start(...args)
  return port
}

test('the lines of the sidecar start one that answers', async () => {
  const port = await startSidecarAt(code => code)
  const { status, body } = await answerOf('127.0.0.1', port, 'localhost')
  expect(status).toBe(200)
  expect(JSON.parse(body)).toMatchObject({ node: { id: 'gw-1', adapter: 'sidecar' } })
})

const [OTHER = '', BEHIND = ''] = [...linesOf('ws', /another machine/).matchAll(/control: \{ host.*\}/g)].map(
  ([line]) => line,
)

test('both forms for another machine are allowed beyond loopback', () => {
  for (const line of [OTHER, BEHIND]) {
    const host = /host: '([\d.]+)'/.exec(line)?.[1] ?? ''
    expect(checkExposure({ host, port: 9601, insecure: /insecure: true/.test(line) })).toBe(true)
  }
})

test.each([
  [OTHER, '127.0.0.2'],
  [BEHIND, '127.0.0.3'],
])('%s answers under the name that is listed', async (line, listensAt) => {
  // Addresses of this machine that nobody else reaches stand for those of a network.
  const here = line.replaceAll('10.0.0.5', '127.0.0.2').replace('0.0.0.0', '127.0.0.3')
  const port = await startSidecarAt(code => code.replace('control: { port: 9601 }', here))
  expect((await answerOf(listensAt, port, '127.0.0.2')).status).toBe(200)
  expect((await answerOf(listensAt, port, '127.0.0.4')).status).toBe(421)
})
