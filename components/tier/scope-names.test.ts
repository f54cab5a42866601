import { expect, test } from 'vitest'
import { MAX_SUGGESTIONS, scopeNamed, suggestedNames } from './scope-names.ts'

const NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'eu' },
  { id: 'ws-3', group: 'ap' },
  { id: 'eu-gate', group: 'ap' },
]
const suggested = (typed: string, nodes = NODES) =>
  suggestedNames(nodes, typed).map(({ kind, name }) => `${kind}:${name}`)

test('before anything is typed: every group once', () =>
  expect(suggested('')).toEqual(['group:ap', 'group:eu']))

test('then groups and nodes whose name holds it, in any case', () => {
  expect(suggested('EU')).toEqual(['group:eu', 'node:eu-gate'])
  expect(suggested(' ws- ')).toEqual(['node:ws-1', 'node:ws-2', 'node:ws-3'])
  expect(suggested('nowhere')).toEqual([])
})

test('a large fleet makes no longer list, and what begins with it comes first', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => ({ id: `edge-${i}`, group: `g${i % 50}` }))
  expect(suggested('', many)).toHaveLength(MAX_SUGGESTIONS)
  const nines = suggested('9', [...many, { id: '9-last', group: 'g1' }])
  expect(nines).toHaveLength(MAX_SUGGESTIONS)
  expect(nines[0]).toBe('node:9-last')
})

test('only a whole name is a scope: half a name must not switch anything', () => {
  expect(scopeNamed(NODES, ' eu ')).toEqual({ kind: 'group', name: 'eu' })
  expect(scopeNamed(NODES, 'ws-3')).toEqual({ kind: 'node', name: 'ws-3' })
  expect(scopeNamed(NODES, 'ws-')).toBeNull()
  expect(scopeNamed(NODES, '')).toBeNull()
})
