import { expect, test } from 'vitest'
import { LongPoll } from './long-poll.ts'

test('C3: one reader is answered early at most every 100 ms, others at once', () => {
  const poll = new LongPoll()
  const answers: string[] = []
  const reader = {}
  const hold = (nowMs: number, name: string, connection: object = reader) =>
    poll.hold(
      connection,
      1_000,
      nowMs,
      () => true,
      () => answers.push(`${name}@${nowMs}`),
    )
  hold(1_000, 'first')
  expect(answers).toEqual(['first@1000'])
  hold(1_030, 'again')
  poll.urgent(1_050)
  poll.burst(1_099)
  expect(answers).toEqual(['first@1000'])
  hold(1_060, 'other', {})
  expect(answers).toEqual(['first@1000', 'other@1060'])
  poll.tick(1_100)
  expect(answers).toEqual(['first@1000', 'other@1060', 'again@1030'])
})

test('C3: a burst of one reader’s number does not answer another', () => {
  const poll = new LongPoll()
  const answered: number[] = []
  let attempts = 0
  for (const threshold of [10, 50]) {
    poll.hold(
      {},
      1_000,
      0,
      () => attempts >= threshold,
      () => answered.push(threshold),
    )
  }
  attempts = 12
  poll.burst(20)
  expect(answered).toEqual([10])
  poll.tick(999)
  expect(answered).toEqual([10])
  poll.tick(1_000)
  expect(answered).toEqual([10, 50])
})
