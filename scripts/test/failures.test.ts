import { expect, test } from 'vitest'
import { playwrightFailures, vitestFailures } from './failures.mjs'

test('a failed test of vitest is named with its file and the beginning of its error', () => {
  const report = {
    testResults: [
      {
        name: '/somewhere/lib/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'is well', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'ends after its time',
            failureMessages: [
              'AssertionError: \u001b[31mexpected 1 to be 2\u001b[39m\n    at somewhere/a.test.ts:3:1\n',
            ],
          },
        ],
      },
    ],
  }
  expect(vitestFailures(report, '/somewhere')).toEqual({
    failures: ['lib/a.test.ts › ends after its time: AssertionError: expected 1 to be 2'],
    again: ['lib/a.test.ts'],
  })
})

test('a file that vitest could not load is named with the reason', () => {
  const report = {
    testResults: [
      { name: '/somewhere/lib/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  }
  expect(vitestFailures(report, '/somewhere')).toEqual({
    failures: ['lib/b.test.ts: no such module'],
    again: ['lib/b.test.ts'],
  })
})

test('a failed test of Playwright is found at any depth', () => {
  const spec = (title: string, ok: boolean, message?: string) => ({
    title,
    ok,
    file: 'wall.spec.ts',
    line: 7,
    tests: [{ results: [{ ...(message ? { error: { message } } : {}) }] }],
  })
  const report = {
    suites: [
      {
        specs: [spec('fits', true)],
        suites: [
          {
            specs: [
              spec('is read', false, 'Error: expect(received)\n\nExpected: 5\nReceived: 4\n\nCall Log:\n- x'),
            ],
          },
        ],
      },
    ],
  }
  expect(playwrightFailures(report)).toEqual({
    failures: [
      'e2e/wall.spec.ts:7 › is read: Error: expect(received) | Expected: 5 | Received: 4 | Call Log:',
    ],
    again: ['wall.spec.ts:7'],
  })
})
