import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseFeedMessage } from '../../contract/feed.ts'
import { applyFeed, type FeedPicture } from '../../contract/feed-apply.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { loadConfig } from '../config/load-config.ts'
import { type RealNode, startRealNode } from '../test/real-fleet.ts'
import { ensureKeys } from '../tiers/keys.ts'
import type { Runtime } from './runtime-parts.ts'
import { startRuntime } from './start-runtime.ts'

const closing: (() => unknown)[] = []
let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-runtime-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  rmSync(dir, { recursive: true, force: true })
})

async function node(id: string, controlPort = 0): Promise<RealNode> {
  const { trust } = ensureKeys(join(dir, 'data'))
  const started = await startRealNode({ id, group: 'eu', dir: join(dir, id), trust, controlPort })
  closing.push(started.stop)
  return started
}

async function deck(nodes: readonly RealNode[]): Promise<Runtime> {
  const agents = nodes.map(({ id, controlUrl }) => ({ id, url: controlUrl }))
  writeFileSync(join(dir, 'stormdeck.yaml'), JSON.stringify({ data: 'data', agents }))
  const running = await startRuntime(loadConfig({}, dir), {})
  closing.push(running.close)
  return running
}

/** Waits for something of the published state; what never comes fails by the time limit of the test. */
async function until(running: Runtime, holds: (state: FleetState) => boolean): Promise<FleetState> {
  for (;;) {
    const state = running.state()
    if (state !== null && holds(state)) return state
    await wait(20)
  }
}
const row = (state: FleetState, id: string): NodeReading | undefined =>
  state.nodes.find(each => each.id === id)
const allFresh = (state: FleetState) => state.nodes.every(each => each.reach === 'fresh')

describe('the server with real agents', () => {
  it('sees a storm, keeps it as an object, takes an order, and the order ends by itself', async () => {
    const fleet = [await node('ws-1'), await node('ws-2')]
    const running = await deck(fleet)
    await until(running, state => allFresh(state) && state.nodes.every(each => each.stormState === 'calm'))

    const knocking = fleet[1]?.knock(240, 120)
    const inStorm = await until(running, state => state.storms[0]?.state === 'storm')
    expect(inStorm.storms[0]).toMatchObject({ nodes: ['ws-2'], firedBy: 'burst', burst: true, endedAt: null })
    expect(row(inStorm, 'ws-1')?.stormState).toBe('calm')

    const actor = { by: 'operator', via: 'browser' } as const
    const order = {
      tier: 2,
      scope: { kind: 'node', name: 'ws-2' },
      durationMs: 5_000,
      reason: 'reconnect storm',
      drainPerSecond: null,
      seenRevision: running.tiers.revision(),
      confirmed: false,
    } as const
    await running.tiers.order(order, actor)
    const ordered = await until(running, state => row(state, 'ws-2')?.effectiveTier === 2)
    expect(row(ordered, 'ws-1')?.effectiveTier).toBe(1)
    await until(running, state => row(state, 'ws-2')?.effectiveTier === 1)

    await knocking
    const id = inStorm.storms[0]?.id ?? ''
    const counted = await until(running, state => (state.storms[0]?.attempts ?? 0) >= 240)
    expect(counted.storms[0]).toMatchObject({ id, attempts: 240 })
    expect(counted.storms[0]?.peakPerSecond).toBeGreaterThanOrEqual(50)

    const history = await running.history({
      panel: 'reconnect',
      range: '5m',
      scope: { kind: 'node', name: 'ws-2' },
      endAt: Math.round(running.clock.now()),
    })
    const attempts = history.series.find(series => series.id === 'attempts')
    expect(Math.max(...(attempts?.max ?? []).map(value => value ?? 0))).toBeGreaterThanOrEqual(50)
    expect(history.marks.map(mark => mark.kind).sort()).toEqual(['lease', 'storm'])

    await running.close()
    closing.splice(closing.indexOf(running.close), 1)
    const again = await deck(fleet)
    const stored = await again.store.storms.get(id)
    expect(stored?.attempts).toBe(240)
    expect(await again.store.storms.getRecording(id, 'attempts')).toContain('"node":"ws-2"')
    const resumed = await until(again, state => state.storms.length > 0 && allFresh(state))
    expect(resumed.storms).toMatchObject([{ id, attempts: 240 }])
  })

  it('a stopped agent goes stale, then silent, never calm or zero; it comes back without a false burst', async () => {
    const fleet = [await node('ws-1'), await node('ws-2')]
    const running = await deck(fleet)
    await until(running, state => allFresh(state) && state.nodes.every(each => each.observedMs > 3_000))
    // Its usual clients go on knocking while it stands still, and all get in at once when it goes on.
    const knocking = fleet[1]?.knock(240, 30)
    fleet[1]?.signal('SIGSTOP')
    const stale = await until(running, state => row(state, 'ws-2')?.reach === 'stale')
    expect(row(stale, 'ws-2')?.connections).not.toBeNull()
    const silent = await until(running, state => row(state, 'ws-2')?.reach === 'silent')
    expect(row(silent, 'ws-2')).toMatchObject({
      connections: null,
      attemptsLastSecond: null,
      effectiveTier: null,
      stormState: 'cannot-tell',
      error: expect.stringMatching(/did not answer within 1500 ms/),
    })
    expect(row(silent, 'ws-2')?.lastSeenAt).not.toBeNull()
    expect(row(silent, 'ws-1')).toMatchObject({ reach: 'fresh', stormState: 'calm' })
    expect(silent.sources.find(source => source.id === 'agents')?.status).toBe('failing')

    await wait(1_500)
    const seen: NodeReading[] = []
    fleet[1]?.signal('SIGCONT')
    await until(running, state => row(state, 'ws-2')?.reach === 'fresh')
    for (let i = 0; i < 30; i++) {
      const back = row(running.state() ?? silent, 'ws-2')
      if (back) seen.push(back)
      await wait(100)
    }
    await knocking
    const after = row(await until(running, allFresh), 'ws-2')
    expect(after?.attemptsPerSecondMean60s).toBeGreaterThan(2)
    if (after) seen.push(after)
    expect(seen.filter(each => each.burst || each.stormState === 'storm')).toEqual([])
    expect(running.state()?.storms).toEqual([])
  })

  it('a killed agent that comes back under the same address is read again', async () => {
    const first = await node('ws-1')
    const running = await deck([first])
    await until(running, allFresh)
    await first.stop()
    await until(running, state => row(state, 'ws-1')?.reach === 'silent')
    await node('ws-1', Number(new URL(first.controlUrl).port))
    await until(running, state => row(state, 'ws-1')?.reach === 'fresh')
  })

  it('every viewer of the feed holds the same state, and closing ends them all', async () => {
    const running = await deck([await node('ws-1')])
    await until(running, allFresh)
    const viewers = Array.from({ length: 20 }, () => running.live.open(new AbortController().signal))
    const pictures = viewers.map(async stream => {
      let picture: FeedPicture | null = null
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of stream ?? []) {
        text += decoder.decode(chunk, { stream: true })
        const frames = text.split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) {
          const data = /^data: (.*)$/m.exec(frame)?.[1]
          const message = data === undefined ? null : parseFeedMessage(JSON.parse(data))
          if (message?.ok === false) throw new Error(message.error)
          if (message !== null) picture = applyFeed(picture, message.value)
        }
      }
      return picture
    })
    await wait(3_200)
    const before = running.live.totals().messages
    await running.close()
    const held = await Promise.all(pictures)
    expect(new Set(held.map(picture => JSON.stringify(picture))).size).toBe(1)
    expect(held[0]?.state.nodes[0]?.id).toBe('ws-1')
    expect(held[0]?.seq).toBe(before)
    closing.splice(closing.indexOf(running.close), 1)
  })
})
