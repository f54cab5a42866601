import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stopOnSignal } from './stop-on-signal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const before = new Map(SIGNALS.map(signal => [signal, process.listeners(signal)]))

beforeEach(() => {
  for (const signal of SIGNALS) process.removeAllListeners(signal)
  vi.useFakeTimers()
})
afterEach(() => {
  for (const [signal, listeners] of before) {
    process.removeAllListeners(signal)
    for (const listener of listeners) process.on(signal, listener)
  }
  vi.useRealTimers()
})

it('takes the copies of one Ctrl-C as one, and does not wait at the next', () => {
  const exits: number[] = []
  let now = 5_000
  let finished = 0
  stopOnSignal(
    () => {
      finished++
      return new Promise(() => {})
    },
    code => exits.push(code),
    () => now,
  )
  process.emit('SIGINT')
  now += 1_000
  process.emit('SIGINT')
  process.emit('SIGTERM')
  expect({ finished, exits }).toEqual({ finished: 1, exits: [] })
  now += 1
  process.emit('SIGINT')
  expect({ finished, exits }).toEqual({ finished: 1, exits: [130] })
})

it('ends with the code of the signal once everything has ended', async () => {
  vi.useRealTimers()
  const exits: number[] = []
  stopOnSignal(
    async () => {},
    code => exits.push(code),
  )
  process.emit('SIGTERM')
  await new Promise(resolve => setImmediate(resolve))
  expect(exits).toEqual([143])
})
