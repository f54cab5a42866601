import { expect, test } from 'vitest'
import { parse, text, withoutControls } from './shape.ts'

const HOSTILE = [
  '\u0000',
  '\u0001',
  '\u001b[2J',
  '\r',
  '\u007f',
  '\u009b2J',
  '\u0085',
  '\u202e',
  '\u202a',
  '\u2066',
  '\u2069',
]

test.each(HOSTILE)('text with %j is refused, and can be cleared of it', hostile => {
  expect(parse(text(64), `a${hostile}b`).ok).toBe(false)
  expect(parse(text(64), withoutControls(`a${hostile}b`)).ok).toBe(true)
})

test('text of several lines, of any script, stays as it is', () => {
  for (const fine of ['', 'two\nlines\tand more', 'Größe', '日本語', 'שלום\u200f!', '👩‍🚒'])
    expect(parse(text(64), fine)).toEqual({ ok: true, value: fine })
  expect(withoutControls('Größe 👩‍🚒')).toBe('Größe 👩‍🚒')
})
