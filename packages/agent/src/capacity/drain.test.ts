import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { Session, type Transport } from '../session/session.ts'
import { drainBudget, nextToDrain } from './drain.ts'

test('Q4: draining stays below what is free and stops while attempts exceed it', () => {
  const budget = (perSecond: number | null, freePerSecond: number | null, attemptsLastSecond: number) =>
    drainBudget({ perSecond, freePerSecond, attemptsLastSecond, workers: 1 })
  expect(budget(null, 100, 0)).toBe(0)
  expect(budget(20, 100, 0)).toBe(20)
  expect(budget(500, 100, 10)).toBe(80)
  expect(budget(20, 100, 150)).toBe(0)
  expect(budget(500, null, 0)).toBe(40)
})

test('Q4: workers of a cluster together drain what was ordered of their node', () => {
  const budget = (perSecond: number, freePerSecond: number | null) =>
    drainBudget({ perSecond, freePerSecond, attemptsLastSecond: 0, workers: 4 })
  expect(budget(20, 100)).toBe(5)
  expect(budget(500, null)).toBe(10)
  expect(budget(2, 100)).toBe(1)
})

test('T30: who can be told goes first, and only from a transport that is not served', () => {
  const session = (transport: Transport, announced: boolean) => {
    const made = new Session(transport, ABSENT_PEER, 0)
    made.announced = announced
    return made
  }
  const stranger = session('websocket', false)
  const [first, second] = [session('websocket', true), session('websocket', true)]
  const stream = session('events', true)
  const leaving = session('websocket', true)
  leaving.closing = 'drained'
  const all = new Set([stranger, leaving, first, session('poll', true), stream, second])
  expect(nextToDrain(all, 9, transport => transport === 'events')).toEqual([first, second, stranger])
  expect(nextToDrain(all, 2, transport => transport === 'events')).toEqual([first, second])
  expect(nextToDrain(all, 9, transport => transport === 'poll')).toEqual([first, stream, second, stranger])
  expect(nextToDrain(all, 0, () => false)).toEqual([])
})
