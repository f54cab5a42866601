import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RANGES } from '../contract/history.ts'
import { DEFAULT_VIEW, formatView, parseView, THEMES, type View } from './view.ts'

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/)
const views: fc.Arbitrary<View> = fc.record({
  scope: fc.oneof(
    fc.constant(DEFAULT_VIEW.scope),
    fc.record({ kind: fc.constantFrom('group' as const, 'node' as const), name }),
  ),
  range: fc.constantFrom(...RANGES),
  theme: fc.constantFrom(null, ...THEMES),
  at: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 4_000_000_000_000 })),
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(views, view => {
      expect(parseView(new URLSearchParams(formatView(view)))).toEqual(view)
    }),
  )
})

test('the default view needs no query string', () => {
  expect(formatView(DEFAULT_VIEW)).toBe('')
  expect(parseView(new URLSearchParams())).toEqual(DEFAULT_VIEW)
})

test('one wrong part does not spoil the others', () => {
  const view = parseView(new URLSearchParams('scope=group:../x&range=1h&theme=pink&at=yesterday'))
  expect(view).toEqual({ ...DEFAULT_VIEW, range: '1h' })
})

test('any query string gives a view', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), query => {
      expect(formatView(parseView(new URLSearchParams(query)))).toMatch(/^($|\?)/)
    }),
  )
})
