import { expect, test } from 'vitest'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { firstDataOf } from './first-data.ts'

const waiting = nodeFixture('ws-1', { reach: 'waiting', lastSeenAt: null, error: null })
const refused = nodeFixture('ws-2', { reach: 'refused', lastSeenAt: null, error: 'Nothing listens there.' })
const silent = nodeFixture('ws-3', { reach: 'silent', lastSeenAt: 5, error: 'It timed out.' })

test.each([
  ['no node', [], 'missing'],
  ['a node that is only listed', [waiting], 'expected'],
  ['nodes that all fail', [refused], 'missing'],
  ['one that fails, one that may answer', [refused, waiting], 'expected'],
  ['one that has been seen and is silent now: an outage, not a first run', [silent, refused], 'there'],
] as const)('%s', (_, nodes, known) => expect(firstDataOf({ nodes: [...nodes] })).toBe(known))
