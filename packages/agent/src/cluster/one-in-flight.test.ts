import { expect, test } from 'vitest'
import { OneInFlight } from './one-in-flight.ts'

test('X16: a worker whose primary does not read sends it one report, and one more when it reads again', () => {
  const leaving: (() => void)[] = []
  const line = new OneInFlight(sent => leaving.push(sent))
  for (let n = 0; n < 100; n++) line.ask()
  expect(leaving).toHaveLength(1)
  leaving[0]?.()
  expect(leaving).toHaveLength(2)
  leaving[1]?.()
  expect(leaving).toHaveLength(2)
  line.ask()
  expect(leaving).toHaveLength(3)
})

test('X16: reports that leave at once are sent as they are asked for', () => {
  let sends = 0
  const line = new OneInFlight(sent => {
    sends++
    sent()
  })
  for (let n = 0; n < 3; n++) line.ask()
  expect(sends).toBe(3)
})
