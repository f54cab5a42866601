import { afterEach, expect, it, vi } from 'vitest'
import { stopOnSignals } from './stop-on-signals.ts'

const before = new Map(
  (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map(signal => [signal, process.listeners(signal)]),
)
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

it('does not wait longer than it may for what cannot be closed', () => {
  vi.useFakeTimers()
  const exits: number[] = []
  stopOnSignals(
    () => new Promise(() => {}),
    code => exits.push(code),
  )
  process.emit('SIGINT')
  vi.advanceTimersByTime(799)
  expect(exits).toEqual([])
  vi.advanceTimersByTime(1)
  expect(exits).toEqual([1])
})

it('takes the copies of one Ctrl-C (from the terminal and from each parent) as one', async () => {
  const exits: number[] = []
  let closed = 0
  let finish = () => {}
  stopOnSignals(
    () => {
      closed++
      return new Promise(resolve => {
        finish = resolve
      })
    },
    code => exits.push(code),
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) process.emit(signal)
  expect({ closed, exits }).toEqual({ closed: 1, exits: [] })
  finish()
  await new Promise(resolve => setImmediate(resolve))
  expect({ closed, exits }).toEqual({ closed: 1, exits: [0] })
})
