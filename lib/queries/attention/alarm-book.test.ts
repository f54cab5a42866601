import { expect, test } from 'vitest'
import type { Judgement } from '../../domain/verdict/verdict-level.ts'
import { createAlarmBook } from './alarm-book.ts'

const verdict = (level: Judgement['level'], stormId: string | null = null): Judgement => ({
  level,
  severity: level === 'blind' || level === 'storm' ? 'critical' : 'normal',
  since: null,
  headline: level,
  detail: '',
  sign: level,
  stormId,
  nodesInStorm: [],
  silentNodes: [],
})

/** Tags announced for a course of judgements, one each second. */
function tagsOf(course: readonly (Judgement | null)[], stepMs = 1_000): (string | null)[] {
  const note = createAlarmBook()
  return course.map((one, i) => note(one, i * stepMs)?.tag ?? null)
}

test('a storm is announced once, with blindness, recovery and criticals in between', () => {
  const course = [
    verdict('calm'),
    verdict('storm', 'a'),
    verdict('blind'),
    verdict('storm', 'a'),
    verdict('recovering'),
    verdict('storm', 'a'),
    verdict('storm', 'b'),
  ]
  expect(tagsOf(course)).toEqual([null, 'storm a', 'blind', null, null, null, 'storm b'])
})

test('what was so when the page opened is no news', () => {
  expect(tagsOf([null, verdict('storm', 'a'), verdict('storm', 'a')])).toEqual([null, null, null])
  expect(tagsOf([verdict('blind'), verdict('blind'), verdict('calm')])).toEqual([null, null, null])
})

test('a storm without an id is not announced again when it gets one', () => {
  expect(tagsOf([verdict('calm'), verdict('storm'), verdict('storm', 'a'), verdict('storm', 'a')])).toEqual([
    null,
    'storm ',
    null,
    null,
  ])
})

test('a storm that opened the page without an id is still no news once it has one', () => {
  expect(tagsOf([verdict('storm'), verdict('storm', 'a'), verdict('calm'), verdict('storm', 'b')])).toEqual([
    null,
    null,
    null,
    'storm b',
  ])
})

test('sight that comes and goes is announced once a minute at most', () => {
  const flapping = [verdict('calm'), verdict('blind'), verdict('calm'), verdict('blind')]
  expect(tagsOf(flapping)).toEqual([null, 'blind', null, null])
  expect(tagsOf(flapping, 61_000)).toEqual([null, 'blind', null, 'blind'])
})

test('waiting for the first answer is not blindness', () => {
  const waiting = { ...verdict('blind'), severity: 'unknown' as const }
  expect(tagsOf([verdict('calm'), waiting])).toEqual([null, null])
})
