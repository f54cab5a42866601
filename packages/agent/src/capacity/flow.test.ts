import { expect, test } from 'vitest'
import { AdmissionQueue } from './admission-queue.ts'
import { Flow } from './flow.ts'

const flowOf = (acceptsPerSecond: number | null) =>
  new Flow({
    group: 'eu',
    acceptsPerSecond,
    ticketKey: null,
    wall: () => 0,
    queue: new AdmissionQueue(),
  })

test('Q5: windows and intervals suppose 1,000 accepts a second until a node has been measured', () => {
  const unknown = flowOf(null)
  expect(unknown.perSecond).toBeNull()
  expect([unknown.windowMs(4_000), unknown.pollIntervalMs(4_000)]).toEqual([5_000, 5_000])
  // A crowd that trickled in, a few a second, is one all the same when it comes back.
  expect([unknown.windowMs(15_000), unknown.pollIntervalMs(15_000)]).toEqual([18_000, 15_000])
  const known = flowOf(5_000)
  expect([known.windowMs(15_000), known.windowMs(50_000)]).toEqual([5_000, 12_000])
})
