import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { requireBinary } from '../../../scripts/test/require-binary.ts'
import {
  type PrometheusSetup,
  type RunningPrometheus,
  startPrometheus,
} from '../../../scripts/test/start-prometheus.ts'
import { startSlowProxy } from '../../../scripts/test/start-slow-proxy.ts'
import type { Panel } from '../../contract/history.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { loadConfig } from '../config/load-config.ts'
import { type RealNode, startRealNode } from '../test/real-fleet.ts'
import { ensureKeys } from '../tiers/keys.ts'
import type { Runtime } from './runtime-parts.ts'
import { startRuntime } from './start-runtime.ts'

const binary = requireBinary('prometheus')
const root = mkdtempSync(join(tmpdir(), 'stormdeck-beside-'))
const DATA = join(root, 'data')
/** Judged states with every node fresh that are waited for while Prometheus fails: one each second. */
const STATES = 5

describe.skipIf(binary === null)('live agents beside a Prometheus that fails do not notice', () => {
  let nodes: RealNode[] = []
  const closing: (() => unknown)[] = []

  beforeAll(async () => {
    const { trust } = ensureKeys(DATA)
    nodes = await Promise.all(
      ['ws-1', 'ws-2'].map(id => startRealNode({ id, group: 'eu', dir: join(root, id), trust })),
    )
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  afterAll(async () => {
    for (const node of nodes) await node.stop()
    rmSync(root, { recursive: true, force: true })
  })

  /** A real one that scrapes both agents. */
  async function prometheusOf(setup: PrometheusSetup = {}): Promise<RunningPrometheus> {
    const targets = nodes.map(node => new URL(node.controlUrl).host)
    const prometheus = await startPrometheus(binary ?? '', { jobs: { ws: targets }, ...setup })
    closing.push(prometheus.stop)
    return prometheus
  }

  async function deck(prometheus: object): Promise<Runtime> {
    const agents = nodes.map(({ id, controlUrl }) => ({ id, url: controlUrl }))
    writeFileSync(join(root, 'stormdeck.yaml'), JSON.stringify({ data: DATA, agents, prometheus }))
    const running = await startRuntime(loadConfig({}, root), {})
    closing.push(running.close)
    await until(running, allFresh)
    return running
  }

  const dayOf = (running: Runtime, panel: Panel = 'pool') =>
    running.history({
      panel,
      range: '24h',
      scope: { kind: 'fleet', name: null },
      endAt: Math.round(running.clock.now()),
    })

  /** Asks until the answer has this problem, or none. What never comes fails by the time limit of the test. */
  async function dayWith(running: Runtime, problem: RegExp | null, panel: Panel = 'pool') {
    for (;;) {
      const history = await dayOf(running, panel)
      if (problem === null ? history.problem === null : problem.test(history.problem ?? '')) return history
      await wait(200)
    }
  }

  /**
   * The next judged states: every node is in them, fresh and with its values. A machine that stands still makes a node
   * stale for a moment as well; one that Prometheus held up would stay so, and the time limit of the test end it.
   */
  async function goesOn(running: Runtime): Promise<void> {
    const before = running.live.totals().messages
    const seen = new Map<number, FleetState>()
    for (let first: number | null = null; seen.size < STATES; await wait(20)) {
      const state = running.state()
      first ??= state?.at ?? null
      if (state && state.at !== first && allFresh(state)) seen.set(state.at, state)
    }
    // A node is fresh by a message that is at most a few seconds old.
    expect(running.live.totals().messages).toBeGreaterThan(before)
    for (const state of seen.values()) {
      expect(state.sources.find(source => source.id === 'agents')?.status).toBe('ok')
      for (const node of state.nodes)
        expect(node).toMatchObject({ reach: 'fresh', source: 'agent', connections: 0, error: null })
    }
  }

  /** The panel says it and shows what this server knows itself; the source says it too. */
  async function says(running: Runtime, sentence: RegExp): Promise<void> {
    const history = await dayWith(running, sentence, 'reconnect')
    expect(history.source).toBe('embedded')
    expect(history.series.find(series => series.id === 'attempts')?.max.at(-1)).toBe(0)
    await until(running, ({ sources }) =>
      sources.some(
        ({ kind, status, error }) =>
          kind === 'prometheus' && status === 'failing' && sentence.test(error ?? ''),
      ),
    )
  }

  it('stopped', async () => {
    const prometheus = await prometheusOf()
    const running = await deck({ url: prometheus.url })
    expect((await dayWith(running, null)).source).toBe('prometheus')
    await prometheus.program.stop()
    await goesOn(running)
    await says(running, /^Prometheus at http:\S+ (refuses connections|is failing repeatedly)/)
  })

  it('slow: calls hang until they are given up', async () => {
    const prometheus = await prometheusOf()
    const slow = await startSlowProxy(prometheus.url, 5_000)
    closing.push(slow.stop)
    const running = await deck({ url: slow.url })
    const asked = dayOf(running)
    await goesOn(running)
    expect(slow.asked()).toBeGreaterThan(0)
    expect((await asked).problem).toMatch(/did not answer within 4 s; look at its load/)
    await says(running, /did not answer within 4 s|is failing repeatedly/)
  })

  it('answering 422', async () => {
    const prometheus = await prometheusOf({ flags: ['--query.max-samples=1'] })
    const running = await deck({ url: prometheus.url, scrapeIntervalSeconds: 1 })
    await dayWith(running, /could not evaluate/)
    await goesOn(running)
    await says(running, /could not evaluate the query: .*too many samples/)
  })

  it('with a CA file that cannot be read: the path and what to do, until it can be', async () => {
    const running = await deck({ url: 'https://127.0.0.1:9', caFile: 'nowhere.pem' })
    await goesOn(running)
    const path = join(root, 'nowhere.pem').replaceAll('.', '\\.')
    await says(running, new RegExp(`The CA in ${path} cannot be read \\(ENOENT\\); check the file`))
    writeFileSync(join(root, 'nowhere.pem'), '')
    await says(running, /refuses connections|is failing repeatedly/)
  })
})

const allFresh = (state: FleetState) =>
  state.nodes.length > 0 && state.nodes.every(row => row.reach === 'fresh')

/** Waits for something of the published state; what never comes fails by the time limit of the test. */
async function until(running: Runtime, holds: (state: FleetState) => boolean): Promise<FleetState> {
  for (;;) {
    const state = running.state()
    if (state !== null && holds(state)) return state
    await wait(20)
  }
}
