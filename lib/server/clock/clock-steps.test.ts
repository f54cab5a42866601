import { expect, it } from 'vitest'
import { createStepWatch } from './clock-steps.ts'

it('tells each step of the wall clock once, and nothing of time that passes', () => {
  let mono = 0
  let wall = 1_750_000_000_000
  const stepped = createStepWatch({ mono: () => mono, now: () => wall })
  const pass = (ms: number) => {
    mono += ms
    wall += ms
  }
  pass(60_000)
  expect(stepped()).toBe(0)
  wall -= 3_600_000
  pass(1_000)
  expect(stepped()).toBe(-3_600_000)
  expect(stepped()).toBe(0)
  wall += 3_600_000
  expect(stepped()).toBe(3_600_000)
})
