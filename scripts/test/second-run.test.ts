import { afterEach, expect, test, vi } from 'vitest'
import { MOST_UNSTEADY, withSecondRun } from './second-run.mjs'

const said: string[] = []
const announce = (sentence: string) => said.push(sentence) > 0
afterEach(() => void said.splice(0))

const failing = (count: number) => ({
  passed: 7,
  failed: count,
  failures: Array.from({ length: count }, (_, n) => `test ${n}: too late`),
  again: Array.from({ length: count }, () => 'a.test.ts'),
})
const stepOf = (...answers: object[]) => vi.fn(async (_options: string[]) => answers.shift())

test('what fails once and passes alone is told as unsteady, with its reason', async () => {
  const step = stepOf(failing(2), { passed: 5, failed: 0 })
  expect(await withSecondRun(step, announce)([])).toMatchObject({
    passed: 9,
    failed: 0,
    failures: [],
    unsteady: ['test 0: too late', 'test 1: too late'],
  })
  expect(step.mock.calls).toEqual([[[]], [['a.test.ts']]])
  expect(said).toEqual(['once more, alone: a.test.ts, a.test.ts'])
})

test('what fails again has failed', async () => {
  expect(await withSecondRun(stepOf(failing(1), failing(1)), announce)([])).toEqual(failing(1))
})

test('a second run that ran nothing proves nothing', async () => {
  expect(await withSecondRun(stepOf(failing(1), { passed: 0, failed: 0 }), announce)([])).toEqual(failing(1))
})

test.each([
  ['too many', failing(MOST_UNSTEADY + 1)],
  ['one that has no name', { ...failing(1), failures: [], again: [] }],
  ['none', failing(0)],
])('%s: no second run', async (_, first) => {
  const step = stepOf(first)
  expect(await withSecondRun(step, announce)([])).toEqual(first)
  expect(step).toHaveBeenCalledOnce()
  expect(said).toEqual([])
})
