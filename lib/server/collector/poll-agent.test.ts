import { expect, it } from 'vitest'
import { AgentReadError } from './agent-read-error.ts'
import { pauseMs, pollAgent } from './poll-agent.ts'
import { statusSample } from './test/status-sample.ts'

/** A poll on a clock that only sleeping and answering move. */
function run(
  answer: (read: number) => { takesMs: number; burst?: boolean; fails?: boolean },
  reads: number,
  storm = false,
) {
  let now = 0
  const startedAt: number[] = []
  let failures = 0
  return new Promise<{ startedAt: number[]; failures: number }>(resolve => {
    const stop = pollAgent({
      clock: { mono: () => now },
      random: () => 0,
      sleep: async ms => {
        now += ms
      },
      query: () => ({ since: null, burst: storm ? null : 50 }),
      link: {
        async status() {
          const { takesMs, burst = false, fails = false } = answer(startedAt.length)
          startedAt.push(now)
          now += takesMs
          if (startedAt.length === reads) {
            stop()
            resolve({ startedAt, failures })
          }
          if (fails) throw new AgentReadError('it refuses connections', false)
          const status = statusSample()
          return { ...status, burst: { ...status.burst, holds: burst } }
        },
      },
      onStatus: () => {},
      onFailure: () => failures++,
    })
  })
}

it('reads once a second, the next read right after the held one', async () => {
  expect((await run(() => ({ takesMs: 1_003 }), 4)).startedAt).toEqual([0, 1_003, 2_006, 3_009])
})

it('never slows down and never speeds up because reading fails', async () => {
  const { startedAt, failures } = await run(() => ({ takesMs: 1, fails: true }), 50)
  expect(startedAt.at(-1)).toBe(49_000)
  expect(failures).toBe(49)
  expect((await run(() => ({ takesMs: 1_500, fails: true }), 3)).startedAt).toEqual([0, 1_500, 3_000])
})

it('reads at most ten times a second while a burst is news, and once a second when it is known', async () => {
  expect((await run(() => ({ takesMs: 5, burst: true }), 4)).startedAt).toEqual([0, 100, 200, 300])
  expect((await run(() => ({ takesMs: 5, burst: true }), 3, true)).startedAt).toEqual([0, 1_000, 2_000])
})

it('is not made to read faster by an agent that answers early without need', async () => {
  expect((await run(() => ({ takesMs: 2 }), 3)).startedAt).toEqual([0, 1_000, 2_000])
  expect(pauseMs(5_000, false)).toBe(0)
})
