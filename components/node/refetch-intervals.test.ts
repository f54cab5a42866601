import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { incidentQuery } from '@/lib/queries/incident/incident-queries.ts'
import { nodeDetailQuery } from '@/lib/queries/node/node-detail-query.ts'
import { hostJoinsQuery } from '@/lib/queries/settings/host-joins-query.ts'
import { stormQuery } from '@/lib/queries/storm/storm-queries.ts'
import { summaryQuery } from '@/lib/queries/summary/summary-query.ts'

beforeEach(() => {
  vi.useFakeTimers()
  environmentManager.setIsServer(() => false)
})
afterEach(() => void vi.useRealTimers())

/** How often a page that is drawn each second asks within two minutes. */
async function asked(options: () => { queryKey: readonly unknown[] }, answer: unknown): Promise<number> {
  const client = new QueryClient()
  let times = 0
  const drawn = () => ({
    ...options(),
    queryFn: async () => {
      times++
      return answer
    },
  })
  const observer = new QueryObserver(client, drawn())
  const stop = observer.subscribe(() => {})
  for (let second = 0; second < 120; second++) {
    observer.setOptions(drawn())
    await vi.advanceTimersByTimeAsync(1_000)
  }
  stop()
  client.clear()
  return times
}

describe('what a page asks again, it asks although it is drawn each second', () => {
  it.each([
    ['a node', () => nodeDetailQuery('ws-1', 1), {}, 36],
    ['an open incident', () => incidentQuery('i'), { closedAt: null }, 20],
    ['a running storm', () => stormQuery('s'), { storm: { endedAt: null } }, 4],
    ['hosts', () => hostJoinsQuery, {}, 7],
    ['the summary', () => summaryQuery('calm'), {}, 2],
  ])('%s', async (_, options, answer, atLeast) => {
    expect(await asked(options, answer)).toBeGreaterThanOrEqual(atLeast)
  })

  it('a node less often while tier 4 or 5 is ordered', async () => {
    expect(await asked(() => nodeDetailQuery('ws-1', 4), {})).toBeLessThanOrEqual(15)
  })
})
