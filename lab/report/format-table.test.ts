import { expect, test } from 'vitest'
import { formatTable } from './format-table.ts'

test('numbers stand to the right, unknown is a dash', () => {
  expect(
    formatTable([
      { node: 'ws-2', attempts: 17_950 },
      { node: 'ws-10', attempts: null },
    ]),
  ).toBe(['node   attempts', '─────  ────────', 'ws-2     17,950', 'ws-10         —'].join('\n'))
})
