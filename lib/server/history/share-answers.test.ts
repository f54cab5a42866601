import { expect, it } from 'vitest'
import type { HistoryRequest } from './history-source.ts'
import { shareAnswers } from './share-answers.ts'

const request = (endAt: number, name = 'ws-1'): HistoryRequest => ({
  panel: 'pool',
  range: '5m',
  scope: { kind: 'node', name },
  endAt,
})

it('reads once for equal questions of one second, and again for the next', async () => {
  let reads = 0
  const ask = shareAnswers(async () => ++reads)
  expect(await Promise.all([ask(request(1_000)), ask(request(1_999)), ask(request(1_500, 'ws-2'))])).toEqual([
    1, 1, 2,
  ])
  expect(await ask(request(2_000))).toBe(3)
})

it('does not keep a failure, nor more than it may', async () => {
  let reads = 0
  const ask = shareAnswers(async () => {
    reads++
    if (reads === 1) throw new Error('odd')
    return reads
  })
  await expect(ask(request(1_000))).rejects.toThrow('odd')
  expect(await ask(request(1_000))).toBe(2)
  for (let i = 1; i <= 256; i++) await ask(request(i * 60_000))
  expect(await ask(request(1_000))).toBe(259)
})
