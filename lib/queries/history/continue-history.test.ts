import { expect, test } from 'vitest'
import type { History } from '../../contract/history.ts'
import type { Mark } from '../../domain/mark.ts'
import { continueHistory, type DrawnHistory, type LiveColumn, pauseBefore } from './continue-history.ts'
import { emptyHistory } from './empty-history.ts'

const START = 1_800_000_000_000
const empty = (end: number) => emptyHistory('pool', 'fleet', '5m', end)
const base: History = { ...empty(START), source: 'live' }
const live = (second: number, marks: Mark[] = []): LiveColumn => ({
  at: START + second * 1_000,
  values: { connections: second },
  marks,
})
const storm: Mark = { kind: 'storm', id: 's-1', label: 'storm', from: START - 60_000, to: null }
const connections = (drawn: DrawnHistory | null) => drawn?.history.series[0]?.max.slice(-3)
const play = (seconds: readonly number[], from: DrawnHistory | null = null, marks: Mark[] = []) =>
  seconds.reduce<DrawnHistory | null>(
    (drawn, second) => continueHistory(drawn, base, live(second, marks), empty),
    from,
  )

test('goes on from what was drawn, also when the panel was left in between', () => {
  const left = play([1, 2, 3])
  expect(connections(left)).toEqual([1, 2, 3])
  expect(connections(play([4], left))).toEqual([2, 3, 4])
})

test('the same moment changes nothing, however often it is drawn', () => {
  const drawn = play([1, 2])
  expect(continueHistory(drawn, base, live(2), empty)).toBe(drawn)
})

test('a new answer is where it goes on from', () => {
  const again: History = { ...base, fromAt: base.fromAt + 10_000 }
  const drawn = continueHistory(play([1, 2]), again, live(11), empty)
  expect(drawn?.base).toBe(again)
  expect(connections(drawn)).toEqual([null, null, 11])
})

test('without an answer live values are drawn into an unknown range', () => {
  expect(continueHistory(null, null, null, empty)).toBeNull()
  const drawn = continueHistory(null, null, live(5), empty)
  expect(connections(drawn)).toEqual([null, null, 5])
})

test('a range with a fixed end is what was fetched', () => {
  expect(continueHistory(null, base, null, empty)?.history).toBe(base)
})

test('a storm that ends stays as a band, with its end', () => {
  const running = play([1, 2], null, [storm])
  expect(running?.history.marks).toEqual([storm])
  const over = play([3, 4], running)
  expect(over?.history.marks).toEqual([{ ...storm, to: START + 3_000 }])
})

test('a storm that was over when the answer was made keeps its own end', () => {
  const known = { ...base, marks: [{ ...storm, to: START - 30_000 }] }
  expect(continueHistory(null, known, live(1), empty)?.history.marks).toEqual(known.marks)
})

test('coming back after a while is a hole, going on is none, and neither is a fresh answer', () => {
  const left = play([1, 2, 3])
  const back = play([40], left)
  const next = play([4], left)
  if (back === null || next === null) throw new Error('nothing was drawn')
  expect(pauseBefore(next, left, base, 90_000)).toBe(1_000)
  expect(pauseBefore(back, left, base, 90_000)).toBe(37_000)
  expect(pauseBefore(back, null, base, 200)).toBe(200)
  expect(pauseBefore(back, null, base, 50_000)).toBe(50_000)
  expect(pauseBefore({ ...back, base: null }, null, null, 50_000)).toBe(0)
})

test('marks that have left the range are let go', () => {
  const over = play([3], play([1, 2], null, [storm]))
  expect(play([400], over)?.history.marks).toEqual([])
})
