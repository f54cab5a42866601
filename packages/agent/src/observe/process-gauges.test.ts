import { expect, test } from 'vitest'
import { ProcessGauges } from './process-gauges.ts'

test('C11: the base is what stood before the first connection, and stays', () => {
  const gauges = new ProcessGauges(0)
  gauges.sample(1_000, 0)
  const { baseRssBytes, baseLiveBytes } = gauges.memory
  expect(baseRssBytes).toBeGreaterThan(0)
  gauges.sample(2_000, 5)
  gauges.sample(3_000, 0)
  expect(gauges.memory).toMatchObject({ baseRssBytes, baseLiveBytes })
  gauges.close()
})

test('C11: where connections were there before the agent the base is unknown, also when they have gone', () => {
  const gauges = new ProcessGauges(0)
  gauges.foundConnections()
  for (const [at, connections] of [
    [1_000, 5],
    [2_000, 0],
    [3_000, 7],
  ] as const) {
    gauges.sample(at, connections)
    expect(gauges.memory).toMatchObject({ baseRssBytes: null, baseLiveBytes: null })
    expect(gauges.memory.rssBytes).toBeGreaterThan(0)
  }
  gauges.close()
})
