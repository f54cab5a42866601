import { expect, test } from 'vitest'
import { connectionBytes } from './connection-bytes.ts'

/** Held connections: enough that what a process allocates once is a few bytes of each. */
const HELD = 4_000

test('an agent adds at most 1 KB of heap and external memory to a connection', async () => {
  const bare = await connectionBytes('bare', HELD)
  const withAgent = await connectionBytes('agent', HELD)
  const added = withAgent.liveBytes - bare.liveBytes
  // What it keeps of a connection cannot be nothing: then the measurement is broken.
  expect(added).toBeGreaterThan(200)
  expect(added).toBeLessThanOrEqual(1_000)
})
