import { expect, test } from 'vitest'
import { scopeLabel, scopeWords } from './scope-words.ts'

test.each([
  [{ kind: 'fleet', name: null }, 'Whole fleet', 'the whole fleet'],
  [{ kind: 'group', name: 'eu-west' }, 'Group eu-west only', 'eu-west'],
  [{ kind: 'node', name: 'ws-1' }, 'Node ws-1 only', 'ws-1'],
  [{ kind: 'node', name: 'ws-1,ws-2' }, 'Nodes ws-1, ws-2 only', 'ws-1 and ws-2'],
] as const)('%j', (scope, label, words) => {
  expect(scopeLabel(scope)).toBe(label)
  expect(scopeWords(scope)).toBe(words)
})
