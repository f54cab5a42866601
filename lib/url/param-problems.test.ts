import { expect, test } from 'vitest'
import { paramProblems, VIEW_PARAMS } from './param-problems.ts'

const problemsOf = (query: string) => paramProblems(new URLSearchParams(query), VIEW_PARAMS)

test.each([
  ['', 0],
  ['theme=dark&scope=node:ws-2&range=1h', 0],
  ['refresh=5s&var-x=1', 0],
  ['theme=blue', 1],
  ['scope=pod:1&range=2h', 2],
])('"%s"', (query, problems) => expect(problemsOf(query)).toHaveLength(problems))

test('a wrong value is named with what would be right', () =>
  expect(problemsOf('range=2h')[0]).toContain('range=2h is not one of 5m, 15m'))
