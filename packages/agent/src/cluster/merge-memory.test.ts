import type { AgentStatus } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { mergeMemory } from './merge-memory.ts'

const worker = (change: Partial<AgentStatus['memory']>): AgentStatus['memory'] => ({
  rssBytes: 100,
  baseRssBytes: 60,
  heapUsedBytes: 40,
  externalBytes: 10,
  baseLiveBytes: 30,
  limitBytes: 1_000,
  ...change,
})

test('X8: memory of workers adds up; the limit is one', () => {
  expect(mergeMemory([worker({}), worker({})])).toEqual({
    rssBytes: 200,
    baseRssBytes: 120,
    heapUsedBytes: 80,
    externalBytes: 20,
    baseLiveBytes: 60,
    limitBytes: 1_000,
  })
})

test('C11: where the base of one worker is unknown, that of the node is', () => {
  const merged = mergeMemory([worker({}), worker({ baseRssBytes: null, baseLiveBytes: null })])
  expect(merged).toMatchObject({ rssBytes: 200, baseRssBytes: null, baseLiveBytes: null })
})
