import { expect, test } from 'vitest'
import { countTopics, type TopicCounts } from './message-topics.ts'

test('counts single messages and in-band deliveries, and nothing else', () => {
  const counts: TopicCounts = {}
  countTopics(counts, '{"topic":"presence","n":1}', 5)
  countTopics(
    counts,
    '{"stormdeck":{"cursor":"a~1","messages":[{"topic":"orders","data":{"topic":"x"}},{"topic":"presence","data":1}]}}',
    7,
  )
  countTopics(counts, '{"stormdeck":{"tier":2}}', 8)
  countTopics(counts, 'not json', 9)
  countTopics(counts, 'null', 9)
  expect(counts).toEqual({ presence: { count: 2, lastAt: 7 }, orders: { count: 1, lastAt: 7 } })
})
