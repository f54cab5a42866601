import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Panel, Range } from '../../contract/history.ts'
import { AgentNode } from '../collector/agent-node.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { seriesOf, statusSample } from '../collector/test/status-sample.ts'
import { storeOn } from '../store/open-store.ts'
import { createEmbeddedHistory, planColumns } from './embedded-history.ts'
import type { HistoryColumns } from './history-source.ts'
import { readHistory } from './read-history.ts'
import { createMinuteRecorder } from './record-minutes.ts'
import { sparklinesOf } from './sparklines-of.ts'

const DAY_MS = 86_400_000
const START = 1_750_000_020_000
const fleetScope = { kind: 'fleet', name: null } as const
const at = (second: number) => START + second * 1_000

/** A node that answers every second from `from` to `to`; what it says can depend on the second. */
function play(
  node: AgentNode,
  id: string,
  [from, to]: [number, number],
  says: (second: number) => { connections?: number; attempts?: number } | null,
): void {
  for (let second = from; second <= to; second++) {
    const said = says(second)
    if (said === null) continue
    const counts = Array<number>(10).fill(0)
    counts[3] = said.attempts ?? 0
    const status = statusSample({ attempts: seriesOf((second + 1_000) * 10, counts, 50) })
    status.node = { ...status.node, id }
    status.pool = { ...status.pool, current: said.connections ?? 1_000 }
    node.take(status, receivedAt(at(second) + 950))
  }
}

const nodeAt = (url: string) =>
  new AgentNode({ url, id: null, group: null, readTokenFile: null, caFile: null })

async function make() {
  const nodes = [nodeAt('http://127.0.0.1:1'), nodeAt('http://127.0.0.1:2')] as const
  const { history: store } = await storeOn(new DatabaseSync(':memory:'))
  const list = [...nodes]
  return {
    nodes,
    store,
    embedded: createEmbeddedHistory({ nodes: () => list, store, keepMs: 7 * DAY_MS }),
    recorder: createMinuteRecorder({ nodes: () => list, store }),
    forget: () => list.splice(0),
  }
}

const line = (columns: Pick<HistoryColumns, 'series'>, id: string) => {
  const series = columns.series.find(each => each.id === id)
  if (series === undefined) throw new Error(`no series ${id}`)
  return series
}
const request = (range: Range, endAt: number, panel: Panel = 'pool') => ({
  panel,
  range,
  endAt,
  scope: fleetScope,
})

describe('history from the rings', () => {
  it('adds nodes up, keeps lowest and highest, and leaves a gap a gap', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 59], second => (second >= 20 && second < 40 ? null : { connections: 100 }))
    play(nodes[1], 'ws-2', [0, 59], second => (second >= 20 && second < 40 ? null : { connections: second }))
    const columns = await embedded.read(request('5m', at(59)))
    expect(columns).toMatchObject({ stepMs: 1_000, source: 'live', problem: null })
    const { min, max } = line(columns, 'connections')
    expect(max).toHaveLength(300)
    expect(max.at(-1)).toBe(159)
    expect(min.at(-1)).toBe(159)
    // The last value holds for two seconds; then nothing is claimed.
    expect(max.slice(-42, -18)).toEqual([...[118, 119, 119, 119], ...Array(18).fill(null), ...[140, 141]])
    expect(max[0]).toBeNull()
  })

  it('marks the columns of a sum in which a node was not heard, and no other', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 59], () => ({ connections: 100 }))
    play(nodes[1], 'ws-2', [10, 59], second => (second >= 30 && second < 40 ? null : { connections: 50 }))
    const deps = { nodes: () => nodes, rows: () => [], embedded, prometheus: null, marks: async () => [] }
    const { partial, series } = await readHistory(deps, request('5m', at(59)))
    expect(partial).toHaveLength(series[0]?.max.length ?? 0)
    // Heard at 29 s, held for two seconds, and heard again at 40 s; before it first answered nothing was missing.
    expect(partial.flatMap((missing, i) => (missing ? [i - 300 + 60] : []))).toEqual([
      32, 33, 34, 35, 36, 37, 38, 39,
    ])
    const one = { ...request('5m', at(59)), scope: { kind: 'node' as const, name: 'ws-1' } }
    expect((await readHistory(deps, one)).partial).not.toContain(true)
  })

  it('does not lose a burst of one second in a column of three', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 899], second => ({ attempts: second === 500 ? 4_000 : 2 }))
    const columns = await embedded.read(request('15m', at(899), 'reconnect'))
    expect(columns.stepMs).toBe(3_000)
    expect(Math.max(...line(columns, 'attempts').max.map(value => value ?? 0))).toBe(4_000)
  })

  it('never has more than 300 columns, nor columns finer than what lies beneath', () => {
    for (const range of [300_000, 900_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000]) {
      const plan = planColumns(range, START)
      expect(plan.columns).toBeLessThanOrEqual(300)
      expect(plan.columns * plan.stepMs).toBeGreaterThanOrEqual(range)
      expect(plan.stepMs % (range <= 900_000 ? 1_000 : 60_000)).toBe(0)
      expect(plan.fromAt + plan.columns * plan.stepMs).toBeGreaterThan(START)
    }
  })

  it('draws a small line for every node', async () => {
    const { nodes } = await make()
    play(nodes[0], 'ws-1', [0, 899], second => ({ attempts: second % 30 }))
    const lines = sparklinesOf([nodes[0]], at(899))
    expect(lines.nodes['ws-1']).toHaveLength(30)
    expect(Math.max(...(lines.nodes['ws-1'] ?? []).map(value => value ?? 0))).toBeGreaterThanOrEqual(29)
  })
})

describe('history that survives a restart', () => {
  async function recorded() {
    const made = await make()
    const { nodes, recorder } = made
    for (let second = 0; second < 1_800; second++) {
      play(nodes[0], 'ws-1', [second, second], () => ({
        connections: 1_000 + second,
        attempts: second === 90 ? 700 : 1,
      }))
      await recorder.tick(at(second))
    }
    return made
  }

  it('keeps the peak second of a minute for days, and closes the seam with the rings', async () => {
    const { embedded } = await recorded()
    const columns = await embedded.read(request('1h', at(1_799)))
    expect(columns).toMatchObject({ stepMs: 60_000, source: 'embedded', resolutionMs: 1_000 })
    const { min, max } = line(columns, 'connections')
    const known = max.flatMap((value, i) => (value === null ? [] : [{ value, min: min[i] ?? null }]))
    expect(known.length).toBeGreaterThanOrEqual(30)
    // Every minute goes on where the one before it ended: no jump, no double, no hole.
    for (let i = 1; i < known.length; i++) expect((known[i]?.min ?? 0) - (known[i - 1]?.value ?? 0)).toBe(1)
    const attempts = line(await embedded.read(request('1h', at(1_799), 'reconnect')), 'attempts')
    expect(Math.max(...attempts.max.map(value => value ?? 0))).toBe(700)
  })

  it('still has it when the rings are empty', async () => {
    const { embedded, forget } = await recorded()
    forget()
    const columns = await embedded.read(request('1h', at(1_799)))
    expect(line(columns, 'connections').max.filter(value => value !== null).length).toBeGreaterThanOrEqual(28)
    const short = await embedded.read(request('15m', at(1_799)))
    expect(line(short, 'connections').max.filter(value => value !== null).length).toBeGreaterThan(250)
  })

  it('keeps the peak of a column that the rings hold a part of: at 7 days, and after a restart', async () => {
    const { embedded, store, nodes } = await recorded()
    const peak = async (source: typeof embedded, range: Range) =>
      Math.max(
        ...line(await source.read(request(range, at(1_799), 'reconnect')), 'attempts').max.map(v => v ?? 0),
      )
    // 28 min ago: the rings begin 13 min later, in the same column.
    expect(await peak(embedded, '7d')).toBe(700)
    expect(await peak(embedded, '30d')).toBe(700)
    const month = await embedded.read(request('30d', at(1_799)))
    expect(month.problem).toBe('Without Prometheus, 7 days are kept; what was before is not known.')
    expect((await embedded.read(request('7d', at(1_799)))).problem).toBeNull()
    const again = nodeAt('http://127.0.0.1:1')
    play(again, 'ws-1', [1_790, 1_799], () => ({ attempts: 1 }))
    const restarted = createEmbeddedHistory({ nodes: () => [again], store, keepMs: 7 * DAY_MS })
    for (const range of ['1h', '6h', '7d'] as const) expect(await peak(restarted, range)).toBe(700)
    expect(nodes).toHaveLength(2)
  })

  it('says how many days are kept as the configuration sets it', async () => {
    const { nodes, store } = await make()
    const problem = async (days: number, range: Range) => {
      const source = createEmbeddedHistory({ nodes: () => nodes, store, keepMs: days * DAY_MS })
      return (await source.read(request(range, at(1_799)))).problem
    }
    expect(await problem(30, '30d')).toBeNull()
    expect(await problem(14, '30d')).toContain('14 days are kept')
    expect(await problem(1, '24h')).toBeNull()
    expect(await problem(1, '7d')).toBe('Without Prometheus, 1 day is kept; what was before is not known.')
  })

  it('joins the minute in which a process began with what the one before it saw', async () => {
    const { nodes, store, recorder } = await make()
    play(nodes[0], 'ws-1', [10, 25], () => ({ connections: 50 }))
    await recorder.flush(at(25))
    const again = [nodeAt('http://127.0.0.1:1')]
    const next = createMinuteRecorder({ nodes: () => again, store })
    play(again[0] ?? nodes[0], 'ws-1', [30, 39], () => ({ connections: 90 }))
    await next.flush(at(39))
    const minute = Math.floor(at(25) / 60_000) * 60_000
    const [point] = await store.read({ from: minute, to: minute + 60_000, stepMs: 60_000, nodes: ['ws-1'] })
    expect(point?.values.connections).toEqual({ min: 50, max: 90 })
  })
})

describe('history beside Prometheus', () => {
  const marks = async () => []
  const scraped = (over: Partial<HistoryColumns> = {}): HistoryColumns => ({
    fromAt: at(0),
    stepMs: 15_000,
    series: [
      { id: 'connections', unit: 'connections', min: [7, 7, 7, null], max: [9, 9, 9, null] },
      { id: 'limit', unit: 'connections', min: [null, null, null, null], max: [null, null, null, null] },
    ],
    source: 'prometheus',
    resolutionMs: 15_000,
    problem: null,
    ...over,
  })

  const agents = [{ id: 'ws-1', group: 'eu', source: 'agent' as const }]

  it('asks it beyond our own seconds, and fills what it has not scraped yet from them', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 59], second => ({ connections: second < 50 ? 5 : 8 }))
    const prometheus = { read: async () => scraped() }
    const deps = { nodes: () => nodes, rows: () => agents, embedded, prometheus, marks }
    const answer = await readHistory(deps, request('1h', at(59)))
    expect(answer.source).toBe('prometheus')
    expect(line(answer, 'connections')).toMatchObject({ min: [7, 7, 7, 5], max: [9, 9, 9, 8] })
    for (const range of ['5m', '15m'] as const)
      expect((await readHistory(deps, request(range, at(59)))).source).toBe('live')
    // An hour ago our own seconds have nothing.
    expect((await readHistory(deps, request('5m', at(59) - 3_600_000))).source).toBe('prometheus')
  })

  it('never adds up a part of a scope that holds servers without an agent', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 59], () => ({ connections: 5 }))
    const rows = () => [...agents, { id: 'lb-1', group: 'edge', source: 'prometheus' as const }]
    const deps = { nodes: () => nodes, rows, embedded, prometheus: { read: async () => scraped() }, marks }
    const fleet = await readHistory(deps, request('5m', at(59)))
    expect(fleet.source).toBe('prometheus')
    expect(line(fleet, 'connections').max).toEqual([9, 9, 9, null])
    const group = { ...request('5m', at(59)), scope: { kind: 'group' as const, name: 'eu' } }
    expect((await readHistory(deps, group)).source).toBe('live')
  })

  it('says what is wrong with it, and shows what we know ourselves', async () => {
    const { nodes, embedded } = await make()
    play(nodes[0], 'ws-1', [0, 59], () => ({ connections: 5 }))
    const problem = 'Prometheus at http://127.0.0.1:9090 did not answer within 4 s.'
    const failing = { read: async () => scraped({ series: [], problem }) }
    const answer = await readHistory(
      { nodes: () => nodes, rows: () => agents, embedded, prometheus: failing, marks },
      request('1h', at(59)),
    )
    expect(answer).toMatchObject({ source: 'embedded', problem })
    expect(line(answer, 'connections').max.some(value => value === 5)).toBe(true)
  })
})
