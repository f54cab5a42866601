import { expect, test } from 'vitest'
import { FLEETS } from '../../../components/gallery/fixtures/fleets.ts'
import { createTrailBook, noteTrails, seedTrail, trailOf } from './trail-book.ts'

const picture = (at: number, attemptsLastSecond: number | null) => ({
  ...FLEETS.calm,
  at,
  nodes: FLEETS.calm.nodes.slice(0, 1).map(node => ({ ...node, attemptsLastSecond })),
})

test('the highest of half a minute is kept, and what nobody saw is unknown', () => {
  const book = createTrailBook()
  for (const [at, value] of [
    [300_000, 5],
    [301_000, 9],
    [302_000, 3],
    [360_000, null],
    [390_000, 2],
  ] as const)
    noteTrails(book, picture(at, value))
  expect(trailOf(book, 'ws-1').slice(-4)).toEqual([9, null, null, 2])
  expect(trailOf(book, 'ws-1')).toHaveLength(30)
})

test('the past is filled in, and never lowers what was seen', () => {
  const book = createTrailBook()
  noteTrails(book, picture(300_000, 5))
  seedTrail(book, 'ws-1', [
    { at: 255_000, value: 7 },
    { at: 300_000, value: 1 },
    { at: 1, value: 99 },
  ])
  expect(trailOf(book, 'ws-1').slice(-3)).toEqual([7, null, 5])
})

test('nodes that are gone are forgotten', () => {
  const book = createTrailBook()
  noteTrails(book, picture(300_000, 5))
  noteTrails(book, { ...picture(301_000, 5), nodes: [] })
  expect(book.size).toBe(0)
})
