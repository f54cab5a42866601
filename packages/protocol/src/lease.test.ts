import { describe, expect, test } from 'vitest'
import { formatScope, nodesScope, orderedTier, parseScope, scopeCovers } from './lease.ts'

describe('scopes', () => {
  test.each(['fleet', 'group:eu-west', 'node:ws-2', 'node:ws-2,ws-3'])(
    '%s is written as it was read',
    written => {
      const scope = parseScope(written)
      expect(scope).not.toBeNull()
      expect(scope && formatScope(scope)).toBe(written)
    },
  )

  test('nodes are the same scope in any order, and twice the same node is once', () => {
    expect(parseScope('node:ws-3,ws-2,ws-3')).toEqual(nodesScope(['ws-2', 'ws-3']))
  })

  const seventeen = Array.from({ length: 17 }, (_, i) => `n${i}`).join(',')
  test.each(['', 'node:', 'node:a,,b', 'group:a,b', 'node:-a', 'pod:a', 'fleet:a', `node:${seventeen}`])(
    '"%s" is not a scope',
    written => expect(parseScope(written)).toBeNull(),
  )

  test('a scope covers the nodes it names, and no other', () => {
    const scope = nodesScope(['ws-2', 'ws-3'])
    const covered = ['ws-1', 'ws-2', 'ws-3', 'ws-2,ws-3x'].filter(id =>
      scopeCovers(scope, { id, group: 'eu' }),
    )
    expect(covered).toEqual(['ws-2', 'ws-3'])
  })
})

describe('the tier that leases order', () => {
  test("people's leases come first, and among them the most degraded", () => {
    const people = [
      { tier: 2 as const, origin: 'person' as const },
      { tier: 3 as const, origin: 'person' as const },
    ]
    expect(orderedTier([...people, { tier: 5, origin: 'policy' }])).toBe(3)
    expect(orderedTier([{ tier: 4, origin: 'policy' }])).toBe(4)
    expect(orderedTier([])).toBe(1)
  })
})
