import { expect, it } from 'vitest'
import { TakeoverWatch } from './watch-takeover.ts'

const keeps = { 'ws-1': 3, 'ws-2': 3, 'ws-3': 2 } as const
const world = { status: () => Promise.reject(new Error('nobody is asked here')) }

const set = (issuer: string, epoch: number, revision: number, ordered: 1 | 2 | 3 | 4 | 5 = 3) => ({
  issuer,
  epoch,
  revision,
  ordered,
})

/** What it says of one node that reports these one after another. */
function watched(...sets: Parameters<TakeoverWatch['look']>[1][]): string[] {
  const watch = new TakeoverWatch(world, keeps)
  for (const one of sets) watch.look('ws-1', one)
  return watch.violations
}

it('accepts a takeover that keeps what is in force, and newer sets of the new issuer', () => {
  expect(watched(set('a', 5, 9), set('b', 6, 1), set('b', 6, 2, 4), set('b', 7, 1))).toEqual([])
})

it('notices a node that obeys the former issuer again, under whatever epoch', () => {
  expect(watched(set('a', 5, 9), set('b', 6, 1), set('a', 5, 9))[0]).toContain('obeys a again')
  expect(watched(set('a', 5, 9), set('b', 6, 1), set('a', 8, 1))[0]).toContain('obeys a again')
})

it('notices an older set, a takeover without a higher epoch, and a measure that ended', () => {
  expect(watched(set('a', 5, 9), set('a', 5, 8))).toHaveLength(1)
  expect(watched(set('a', 5, 9), set('b', 5, 10))).toHaveLength(1)
  expect(watched(set('a', 5, 9), set('b', 6, 1, 1))).toEqual(['ws-1 is ordered tier 1, and was to keep 3'])
  expect(watched({ issuer: null, epoch: null, revision: null, ordered: 1 })).toEqual(['ws-1 obeys nobody'])
})
