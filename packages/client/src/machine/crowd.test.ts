import { longestGapMs, MIN_WINDOW_MS, windowMs } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dice } from '../../../../scripts/test/dice.ts'
import { Drive } from '../../test-kit/drive.ts'

const CLIENTS = 2_000

/** Everybody loses the server at once; it answers again after `outageMs`. When each was back, and its attempts since. */
function restart(
  window: number,
  outageMs: number,
  seed: number,
): { backMs: number[]; attempts: number; stopped: number } {
  const backMs: number[] = []
  let attempts = 0
  let stopped = 0
  const random = dice(seed)
  for (let i = 0; i < CLIENTS; i++) {
    const drive = new Drive(random).connected({ windowMs: window }).lost()
    const lostAt = drive.now
    while (drive.state.phase === 'waiting') {
      drive.toAttempt()
      const since = drive.now - lostAt - outageMs
      if (since < 0) drive.lost()
      else {
        attempts++
        backMs.push(since)
        drive.tell({ type: 'opened' }).hello({ windowMs: window })
      }
    }
    if (drive.state.phase === 'stopped') stopped++
  }
  return { backMs, attempts, stopped }
}

test.each([
  [0, MIN_WINDOW_MS],
  [5_000, MIN_WINDOW_MS],
  [30_000, MIN_WINDOW_MS],
  [30_000, windowMs(15_000, 1_000)],
  [30_000, windowMs(15_000, 166)],
])(
  'C2, C3, C7 after %i ms without a server, in a window of %i ms, all are back at one attempt each, in time',
  (outage, window) => {
    const { backMs, attempts, stopped } = restart(window, outage, 7)
    expect(stopped).toBe(0)
    expect(backMs).toHaveLength(CLIENTS)
    expect(Math.max(...backMs)).toBeLessThanOrEqual(longestGapMs(window))
    expect(longestGapMs(window)).toBeLessThanOrEqual(1.5 * window)
    expect(attempts).toBe(CLIENTS)
  },
)

test('C2, C3 after a loss, and after any outage, no second sees more than its share of the window, chance aside', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(200_000), (seed, outage) => {
      const { backMs } = restart(40_000, outage, seed)
      const seconds = new Array<number>(44).fill(0)
      for (const ms of backMs) {
        const second = Math.floor(ms / 1_000)
        seconds[second] = (seconds[second] ?? 0) + 1
      }
      // 50 on average, and seven standard deviations.
      expect(Math.max(...seconds)).toBeLessThanOrEqual(100)
    }),
    {
      numRuns: 10,
      // The first clients to try again are due when the last of the window are.
      examples: [
        [1_238_497_089, 31_899],
        [78_616_444, 23_370],
      ],
    },
  )
})
