import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { nodeFixture, stormyNodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { withMissing } from './missing-signals.ts'
import { nodeSignals } from './node-signals.ts'

const find = (node: Parameters<typeof nodeSignals>[0], name: string) =>
  nodeSignals(node)
    .flatMap(group => group.signals)
    .find(signal => signal.name === name)

test('signals past their limit say so', () => {
  const node = stormyNodeFixture('ws-2')
  expect(find(node, 'Descriptors')?.status).toBe('critical')
  expect(find(node, 'CLOSE_WAIT')).toMatchObject({ value: '140', status: 'warning', limit: '100' })
  expect(find(node, 'In the last second')?.status).toBe('critical')
})

test('a latency keeps its milliseconds: 1.91 s is not "1 s"', () => {
  const node = stormyNodeFixture('ws-2')
  expect(find(node, 'Heartbeat p95 / p99')?.value).toBe('340 / 1,910 ms')
  expect(find({ ...node, loopLagMsP99: 1_910 }, 'Event loop lag p99')?.value).toBe('1,910 ms')
  expect(find({ ...node, latencyMsP99: null }, 'Heartbeat p95 / p99')?.value).toBe('340 / —')
})

test('a healthy node has nothing but normal signals', () => {
  const statuses = nodeSignals(nodeFixture('ws-1')).flatMap(group =>
    group.signals.map(signal => signal.status),
  )
  expect(new Set(statuses)).toEqual(new Set(['normal']))
})

test('a scraped node says over which time its mean is, and nothing of limits it does not report', () => {
  const node = nodeFixture('mq-1', {
    source: 'prometheus',
    resolutionMs: 30_000,
    limitsMode: null,
    wouldRejectPerSecond: null,
  })
  expect(find(node, 'Mean of the last 120 s')).toBeDefined()
  expect(find(node, 'Would be refused')).toMatchObject({ value: '—', status: 'unknown' })
})

test('what a server does not export says so, and a value that is there keeps its limit', () => {
  const node = nodeFixture('edge-1', {
    source: 'prometheus',
    resolutionMs: 15_000,
    zombies: null,
    cpuRatio: 3.5,
  })
  const missing = [
    { signal: 'zombies', why: 'not exported by HAProxy' },
    { signal: 'tcp_states', why: 'not exported by HAProxy: ask the host' },
  ]
  const signals = withMissing(nodeSignals(node), missing).flatMap(group => group.signals)
  const named = (name: string) => signals.find(signal => signal.name === name)
  expect(named('Zombies')).toMatchObject({ value: '—', limit: 'not exported by HAProxy' })
  expect(named('CLOSE_WAIT')).toMatchObject({ value: '3', limit: '100' })
  expect(named('CPU')).toMatchObject({ value: '3.5 cores' })
})

test('a node without values claims nothing', () => {
  const [node] = FLEETS.blind.nodes
  if (node === undefined) throw new Error('the fixture has nodes')
  expect(find(node, 'Zombies')).toMatchObject({ value: '—', status: 'unknown' })
  expect(find(node, 'First to run out')?.status).toBe('unknown')
})

test('every "—" of a scraped node has its reason', () => {
  const known = nodeFixture('edge-1')
  const unknown = Object.fromEntries(
    Object.entries(known).map(([name, value]) => [name, typeof value === 'number' ? null : value]),
  )
  const node = { ...known, ...unknown, source: 'prometheus', resolutionMs: 15_000, limitsMode: null } as const
  const missing = [
    { signal: 'queued', why: 'not exported by HAProxy' },
    { signal: 'attempts_rate', why: 'not exported by nginx' },
  ]
  const signals = withMissing(nodeSignals(node), missing).flatMap(group => group.signals)
  const dashes = signals.filter(signal => signal.value.includes('—'))
  expect(dashes.length).toBeGreaterThan(20)
  expect(dashes.filter(signal => !/^(not exported by|no sample of it)/.test(signal.limit))).toEqual([])
  const limitOf = (name: string) => signals.find(signal => signal.name === name)?.limit
  expect(limitOf('Waiting for admission')).toBe('not exported by HAProxy')
  expect(limitOf('Mean of the last 60 s')).toBe('not exported by nginx')
  expect(limitOf('Connections')).toBe('no sample of it now')
})
