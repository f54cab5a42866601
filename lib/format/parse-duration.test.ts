import { expect, test } from 'vitest'
import { parseDuration } from './parse-duration.ts'

test.each([
  ['500ms', 500],
  ['0s', 0],
  ['60s', 60_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
])('%s is %d ms', (written, ms) => expect(parseDuration(written)).toBe(ms))

test.each(['', 's', '7', '-1s', '1w', '1h 30m', '1h30', 'ten', `${'9'.repeat(30)}d`])(
  '"%s" is no duration',
  written => expect(parseDuration(written)).toBeNull(),
)
