import { expect, test } from 'vitest'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import type { SourceHealth } from '@/lib/domain/fleet-state.ts'
import { firstDataOf } from './first-data.ts'

const waiting = nodeFixture('ws-1', { reach: 'waiting', lastSeenAt: null, error: null })
const refused = nodeFixture('ws-2', { reach: 'refused', lastSeenAt: null, error: 'Nothing listens there.' })
const silent = nodeFixture('ws-3', { reach: 'silent', lastSeenAt: 5, error: 'It timed out.' })

const source = (over: Partial<SourceHealth>): SourceHealth => ({
  id: 'Prometheus',
  kind: 'prometheus',
  status: 'ok',
  error: null,
  headline: null,
  since: null,
  ...over,
})
const noAgents = source({
  id: 'agents',
  kind: 'agents',
  status: 'unknown',
  error: 'No agents are configured.',
})
const failing = source({ status: 'failing', error: 'It refuses connections.', headline: 'Prometheus down' })
const unasked = source({ status: 'unknown' })
const brokenStore = source({ id: 'store', kind: 'store', status: 'failing', error: 'The disk is full.' })

test.each([
  ['no node', [], [noAgents], 'missing'],
  ['no node, and what fails names none', [], [noAgents, brokenStore], 'missing'],
  ['no node among what Prometheus holds', [], [noAgents, source({})], 'missing'],
  ['no node, because Prometheus fails', [], [noAgents, failing], 'expected'],
  ['no node, because Prometheus has not answered yet', [], [noAgents, unasked], 'expected'],
  ['a node that is only listed', [waiting], [], 'expected'],
  ['nodes that all fail', [refused], [], 'missing'],
  ['one that fails, one that may answer', [refused, waiting], [], 'expected'],
  ['one that has been seen and is silent now: an outage, not a first run', [silent, refused], [], 'there'],
] as const)('%s', (_, nodes, sources, known) =>
  expect(firstDataOf({ nodes: [...nodes], sources: [...sources], everSeen: false })).toBe(known),
)

test.each([
  ['no node', [], [noAgents]],
  ['no node, because Prometheus fails', [], [failing]],
  ['nodes that all fail', [refused], []],
] as const)('where servers were seen before a restart, %s is no first run', (_, nodes, sources) =>
  expect(firstDataOf({ nodes: [...nodes], sources: [...sources], everSeen: true })).toBe('there'),
)
