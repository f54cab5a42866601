import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FleetState } from '../../domain/fleet-state.ts'
import { verdictOf } from '../../domain/verdict/verdict.ts'
import { whyEmpty } from '../../domain/why-empty.ts'
import { loadConfig } from '../config/load-config.ts'
import { startRealNode } from '../test/real-fleet.ts'
import { ensureKeys } from '../tiers/keys.ts'
import type { Runtime } from './runtime-parts.ts'
import { startRuntime } from './start-runtime.ts'

const closing: (() => unknown)[] = []
let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-restart-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  rmSync(dir, { recursive: true, force: true })
})

async function start(config: object): Promise<Runtime> {
  writeFileSync(join(dir, 'stormdeck.yaml'), JSON.stringify({ data: 'data', ...config }))
  const running = await startRuntime(loadConfig({}, dir), {})
  closing.push(running.close)
  return running
}

async function stop(running: Runtime): Promise<void> {
  closing.splice(closing.indexOf(running.close), 1)
  await running.close()
}

async function until(running: Runtime, holds: (state: FleetState) => boolean): Promise<FleetState> {
  for (;;) {
    const state = running.state()
    if (state !== null && holds(state)) return state
    await wait(20)
  }
}

/** An address of this machine at which nothing listens: a port that was free a moment ago. */
async function refusingUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

it('a restart that finds nothing is blind, and no new installation', async () => {
  const { trust } = ensureKeys(join(dir, 'data'))
  const node = await startRealNode({ id: 'ws-1', group: 'eu', dir: join(dir, 'ws-1'), trust, controlPort: 0 })
  closing.push(node.stop)
  const agents = [{ id: 'ws-1', url: node.controlUrl }]
  const before = await start({ agents })
  await until(before, state => state.nodes[0]?.reach === 'fresh')
  expect(before.state()).toMatchObject({ everSeen: true })
  await stop(before)

  const after = await start({ prometheus: { url: await refusingUrl() } })
  const first = after.state() as FleetState
  expect(first).toMatchObject({ nodes: [], everSeen: true })
  expect(whyEmpty(first)).toBe('unanswered')
  const failed = await until(after, state => whyEmpty(state) === 'failing')
  expect(verdictOf(failed, { kind: 'fleet', name: null })).toMatchObject({
    level: 'blind',
    severity: 'critical',
  })
})
