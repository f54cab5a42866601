import { expect, it } from 'vitest'
import { nodeSample } from '../domain/test/fleet-sample.ts'
import { wireSafeRow } from './wire-safe-row.ts'

it('leaves a row alone that fits', () => {
  const row = nodeSample('ws-1')
  expect(wireSafeRow(row)).toEqual(row)
})

it('withdraws single cells that do not fit, and says nothing false instead', () => {
  const odd = nodeSample('ws-1', { connections: 12.5, cpuRatio: Number.NaN, error: 'x'.repeat(900) })
  expect(wireSafeRow(odd)).toMatchObject({ connections: null, cpuRatio: null, error: null, zombies: 0 })
})

it('drops a row without a name', () => {
  expect(wireSafeRow(nodeSample(''))).toBeNull()
})
