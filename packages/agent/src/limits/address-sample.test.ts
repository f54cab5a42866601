import { expect, test } from 'vitest'
import { AddressSample } from './address-sample.ts'
import { PartyTable } from './party-table.ts'

/** Numerical Recipes' generator: the same draws in every run. */
function drawn(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('L14: up to 100 refusals of a second are counted one by one, in every second anew', () => {
  const sample = new AddressSample(() => 0.999)
  for (const second of [0, 1_000, 61_000]) {
    const weights = Array.from({ length: 150 }, () => sample.weightAt(second))
    expect(weights.slice(0, 100)).toEqual(new Array(100).fill(1))
    expect(weights.slice(100)).toEqual(new Array(50).fill(0))
  }
})

test('L14: above that one in eight is asked for, also where callers take turns, and the list keeps its order', () => {
  const sample = new AddressSample(drawn(7))
  const addresses = new PartyTable(100)
  let asked = 0
  // Eight callers in turn; every second time round it is the first again.
  for (let n = 0; n < 16_000; n++) {
    const nowMs = Math.floor(n / 2_000) * 1_000
    const weight = sample.weightAt(nowMs)
    if (weight === 0) continue
    asked++
    addresses.attempt(n % 16 < 8 ? `10.0.0.${n % 8}` : '10.0.0.0', nowMs, weight)
  }
  expect(asked).toBeLessThan(100 * 8 + 15_200 / 6)
  const [first, ...others] = addresses.top(8)
  expect(first).toMatchObject({ key: '10.0.0.0' })
  // 9,000 of 16,000 were the first one's; the others had 1,000 each.
  expect(first?.attempts).toBeGreaterThan(8_000)
  expect(first?.attempts).toBeLessThan(10_000)
  expect(others).toHaveLength(7)
  for (const { attempts } of others) {
    expect(attempts).toBeGreaterThan(600)
    expect(attempts).toBeLessThan(1_400)
  }
})
