import { expect, test, vi } from 'vitest'
import { judge, median } from './budgets.ts'

test('a budget is kept up to its limit, missed beyond it, and missed where nothing was measured', () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {})
  const budget = (measured: number) => ({ what: 'accept', measured, most: 10, unit: 'µs' })
  expect(judge([budget(10), budget(-1)])).toBe(0)
  expect(judge([budget(10.01), budget(Number.NaN), budget(3)])).toBe(2)
  expect(said.mock.calls.map(([line]) => String(line).trim().slice(0, 4))).toEqual([
    'pass',
    'pass',
    'MISS',
    'MISS',
    'pass',
  ])
  said.mockRestore()
})

test('the median of nothing is not a number', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([])).toBeNaN()
})
