import { expect, test } from 'vitest'
import { FLEETS } from '../../../components/gallery/fixtures/fleets.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import { msSince, NOTHING_YET, withNews } from './live-state.ts'

const now = { wallMs: 10_000, monotonicMs: 500 }

test('a picture is taken with its age, whatever clock the worker has', () => {
  const picture = { seq: 4, state: FLEETS.calm }
  const state = withNews(
    NOTHING_YET,
    { kind: 'picture', picture, heardAgoMs: 300, link: NOTHING_YET.link },
    now,
  )
  expect(state?.heardAt).toEqual({ wallMs: 9_700, monotonicMs: 200 })
})

test('a message that does not follow asks for the picture', () => {
  const encoder = createFeedEncoder()
  encoder.next(FLEETS.calm, {})
  const patch = encoder.next({ ...FLEETS.calm, at: FLEETS.calm.at + 1_000 }, {})
  expect(withNews(NOTHING_YET, { kind: 'message', message: patch }, now)).toBeNull()
})

test('a lost link keeps the last picture', () => {
  const held = { ...NOTHING_YET, picture: { seq: 4, state: FLEETS.calm }, heardAt: now }
  const lost = withNews(held, { kind: 'link', link: { status: 'lost', error: 'x', failures: 1 } }, now)
  expect(lost?.picture).toBe(held.picture)
})

test('age is the larger of both clocks: one may sleep, the other may be set back', () => {
  expect(msSince(now, { wallMs: 70_000, monotonicMs: 600 })).toBe(60_000)
  expect(msSince(now, { wallMs: 0, monotonicMs: 2_500 })).toBe(2_000)
})
