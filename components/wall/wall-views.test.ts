import { expect, test } from 'vitest'
import { paramProblems } from '@/lib/url/param-problems.ts'
import { parseViews, WALL_PARAMS } from './wall-views.ts'

test.each([
  [null, ['pool', 'memory', 'reconnect']],
  ['reconnect,pool', ['reconnect', 'pool']],
  ['memory,memory', ['memory']],
  ['memory,cpu', ['pool', 'memory', 'reconnect']],
  ['', ['pool', 'memory', 'reconnect']],
])('?views=%s', (written, views) => expect(parseViews(written)).toEqual(views))

test.each([
  ['rotate=20&views=pool,reconnect&sound=on&scope=group:eu', 0],
  ['rotate=2', 1],
  ['rotate=x&views=cpu&theme=pink&sound=loud', 4],
  ['utm_source=x', 0],
])('problems of ?%s', (query, count) =>
  expect(paramProblems(new URLSearchParams(query), WALL_PARAMS)).toHaveLength(count),
)
