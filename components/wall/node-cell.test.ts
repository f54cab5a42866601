import { expect, test } from 'vitest'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { cellOf } from './node-cell.ts'

test.each([
  ['calm', nodeFixture('ws-1', {}), 'calm'],
  ['in a storm', nodeFixture('ws-1', { stormState: 'storm' }), 'critical'],
  ['silent, whatever it last said', nodeFixture('ws-1', { reach: 'silent', stormState: 'storm' }), 'unseen'],
  ['stale', nodeFixture('ws-1', { reach: 'stale' }), 'unseen'],
  ['not to be judged', nodeFixture('ws-1', { stormState: 'cannot-tell' }), 'unseen'],
  ['clearing', nodeFixture('ws-1', { stormState: 'clearing' }), 'warning'],
  ['under an order', nodeFixture('ws-1', { effectiveTier: 3 }), 'ordered'],
  ['full', nodeFixture('ws-1', { connections: 49_000, connectionLimit: 50_000 }), 'critical'],
])('a node %s', (_, node, look) => expect(cellOf(node).look).toBe(look))
