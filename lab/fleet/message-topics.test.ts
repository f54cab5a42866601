import { expect, test } from 'vitest'
import { noteTopic, type TopicCounts, topicsOf } from './message-topics.ts'

test('finds the topics of a message or of several', () => {
  expect(topicsOf('{"topic":"presence","n":1}')).toEqual(['presence'])
  expect(topicsOf('[{"topic":"orders"},{"topic":"presence"},{"n":1},null]')).toEqual(['orders', 'presence'])
  expect(topicsOf('{"stormdeck":{"tier":2}}')).toEqual([])
  expect(topicsOf('not json')).toEqual([])
})

test('counts by topic, and no more than sixteen of them', () => {
  const counts: TopicCounts = {}
  noteTopic(counts, 'presence', 5)
  noteTopic(counts, 'presence', 7)
  expect(counts).toEqual({ presence: { count: 2, lastAt: 7 } })
  for (let i = 0; i < 40; i++) noteTopic(counts, `topic-${i}`, 8)
  expect(Object.keys(counts)).toHaveLength(16)
})
