import { describe, expect, it } from 'vitest'
import type { HistoryPlan } from './history.ts'
import { createRunner, describeFailure, planOf } from './run-histories.ts'

/** Each was a bug once: what went wrong, and the history that showed it. */
const NAMED: [string, HistoryPlan][] = [
  ['a full disk at a restore does not make nodes look broken', { seed: 9, restore: true }],
  [
    'a node that lost its journal and fell back to the former dashboard is taken again',
    { seed: 315, takeover: true },
  ],
  ['a lease that ended early on a node whose clock jumped is given again', { seed: 262 }],
  [
    'a restore keeps the lease on every node, not only on the first that was heard',
    { seed: 1127, restore: true },
  ],
  [
    'a revision is never given out twice after the database was put back by hand',
    { seed: 3937, restore: true },
  ],
  ['an extension that the store lost is kept', { seed: 8724, restore: true }],
  [
    'a restore on a full disk keeps leases once, however often the node says the same',
    { seed: 5389, restore: true },
  ],
  ['a takeover does not lapse when the clock jumps', { seed: 8857, takeover: true }],
  [
    'a node that lost its journal is left to the dashboard that had taken it, also by one with a newer epoch',
    { seed: 7672, takeover: true },
  ],
  [
    'a node that was taken over is told at once after a restart, although the takeover is not noted yet',
    { seed: 25970, takeover: true },
  ],
  [
    'a release that waits in the socket of a stopped node ends its lease, also when the store is put back meanwhile',
    { seed: 10405, restore: true },
  ],
  [
    'an end that was read anew counts from the first set of that start, not from the newest',
    { seed: 4963, crowds: true, policy: true },
  ],
  [
    'a node that holds an extension the store has lost is not held to the end in the backup, whose revisions are counted again',
    { seed: 16705, restore: true },
  ],
  [
    'ends that were read anew on a full disk count from the set that begins the epoch, once there is room again',
    planOf(12770),
  ],
  ['what a dashboard that is gone had under way is no word of the one started after it', planOf(19274)],
  ['a dashboard that was started again between two looks is compared as well', { seed: 12696 }],
  ['an end does not move when the clock jumps while the disk is full after a reboot', { seed: 3704 }],
]

describe('named histories', () => {
  it.each(NAMED)('%s', async (_, plan) => {
    const run = await createRunner()
    const result = await run(plan)
    expect(result.violations.length === 0 ? '' : describeFailure(result)).toBe('')
  })

  it('is the same every time for the same seed', async () => {
    const run = await createRunner()
    const [first, second] = [await run({ seed: 77 }), await run({ seed: 77 })]
    expect(second).toEqual(first)
    expect(first.acknowledged).toBeGreaterThan(0)
  })
})
