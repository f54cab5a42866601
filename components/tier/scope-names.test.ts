import { expect, test } from 'vitest'
import { scopeNamed, scopeNames } from './scope-names.ts'

const NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'eu' },
  { id: 'ws-3', group: 'ap' },
]

test('every group once, then every node', () =>
  expect(scopeNames(NODES).map(({ kind, name }) => `${kind}:${name}`)).toEqual([
    'group:ap',
    'group:eu',
    'node:ws-1',
    'node:ws-2',
    'node:ws-3',
  ]))

test('only a whole name is a scope: half a name must not switch anything', () => {
  expect(scopeNamed(NODES, ' eu ')).toEqual({ kind: 'group', name: 'eu' })
  expect(scopeNamed(NODES, 'ws-3')).toEqual({ kind: 'node', name: 'ws-3' })
  expect(scopeNamed(NODES, 'ws-')).toBeNull()
  expect(scopeNamed(NODES, '')).toBeNull()
})
