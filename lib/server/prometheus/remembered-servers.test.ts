import { expect, it } from 'vitest'
import { RecentPeaks } from './recent-peaks.ts'
import { MAX_REMEMBERED_SERVERS, RememberedServers } from './remembered-servers.ts'
import { StormSince } from './storm-since.ts'

const calm = (stormSince: number) => ({ stormState: 'calm' as const, stormSince })

/** One name more than can be remembered, the first of them read once more before the last comes. */
function nameTooMany(note: (instance: string, index: number) => void): void {
  for (let index = 0; index < MAX_REMEMBERED_SERVERS; index++) note(`pod-${index}:9`, index)
  note('pod-0:9', 0)
  note('pod-new:9', 0)
}

it('remembers a bounded number of servers, and forgets the one that was not read for the longest time', () => {
  const kept = new RememberedServers<number>()
  nameTooMany((instance, index) => kept.put(instance, index))
  expect(kept.size).toBe(MAX_REMEMBERED_SERVERS)
  expect(kept.get('pod-0:9')).toBe(0)
  expect(kept.get('pod-1:9')).toBeUndefined()
  expect(kept.get('pod-new:9')).toBe(0)
})

it('keeps peaks of no more servers than that, and those of the ones that are read', () => {
  const peaks = new RecentPeaks()
  nameTooMany(instance => peaks.note(instance, 500, 0))
  expect(peaks.size).toBe(MAX_REMEMBERED_SERVERS)
  expect(peaks.note('pod-0:9', 20, 1_000)).toBe(500)
  expect(peaks.note('pod-1:9', 20, 1_000)).toBe(20)
})

it('keeps a peak for ten minutes, in one entry a minute', () => {
  const peaks = new RecentPeaks()
  expect(peaks.note('ws-1:9', 900, 0)).toBe(900)
  expect(peaks.note('ws-1:9', 100, 59_999)).toBe(900)
  expect(peaks.note('ws-1:9', 200, 9 * 60_000)).toBe(900)
  expect(peaks.note('ws-1:9', 100, 10 * 60_000)).toBe(200)
})

it('keeps since when a state is of no more servers than that, and of the ones that are read', () => {
  const since = new StormSince()
  nameTooMany(instance => since.note(instance, calm(1_000)))
  expect(since.size).toBe(MAX_REMEMBERED_SERVERS)
  expect(since.note('pod-0:9', calm(9_000))).toBe(1_000)
  expect(since.note('pod-1:9', calm(9_000))).toBe(9_000)
})
