import { afterEach, expect, it, vi } from 'vitest'
import { stopOnSignals } from './stop-on-signals.ts'

const before = new Map((['SIGTERM', 'SIGINT'] as const).map(signal => [signal, process.listeners(signal)]))
afterEach(() => {
  for (const [signal, listeners] of before) {
    process.removeAllListeners(signal)
    for (const listener of listeners) process.on(signal, listener)
  }
  vi.useRealTimers()
})

it('closes once and ends the process with 0', async () => {
  const exits: number[] = []
  let closed = 0
  stopOnSignals(
    async () => {
      closed++
    },
    code => exits.push(code),
  )
  process.emit('SIGTERM')
  await new Promise(resolve => setImmediate(resolve))
  expect({ closed, exits }).toEqual({ closed: 1, exits: [0] })
})

it('does not wait longer than it may for what cannot be closed, and not at all at the second signal', () => {
  vi.useFakeTimers()
  const exits: number[] = []
  stopOnSignals(
    () => new Promise(() => {}),
    code => exits.push(code),
  )
  process.emit('SIGINT')
  vi.advanceTimersByTime(799)
  expect(exits).toEqual([])
  process.emit('SIGINT')
  expect(exits).toEqual([1])
  vi.advanceTimersByTime(1)
  expect(exits).toEqual([1, 1])
})
