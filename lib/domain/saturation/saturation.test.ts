import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import { ratioOf } from '../ratio-of.ts'
import { nodeSample } from '../test/fleet-sample.ts'
import { descriptorStatus } from './descriptors.ts'
import { connectionsHeld, holdSeconds, secondsUntilHeld } from './littles-law.ts'
import { fillingText, nodeProblems } from './node-problems.ts'

describe("Little's law (F18)", () => {
  test('500/s with 20 % slow clients hold 3,000 sockets, and 20 for the fast ones', () => {
    expect(connectionsHeld(500 * 0.2, 30)).toBe(3_000)
    expect(connectionsHeld(500 * 0.8, 0.05)).toBe(20)
  })
  test('10,000 sockets last 20 s when all are held', () => expect(secondsUntilHeld(10_000, 500)).toBe(20))
  test('read backwards; unknown stays unknown', () => {
    expect(holdSeconds(3_000, 100)).toBe(30)
    expect([holdSeconds(null, 1), holdSeconds(1, null), holdSeconds(1, 0)]).toEqual([null, null, null])
  })
})

describe('descriptors (F16)', () => {
  test('warning at 70 %, critical at 80 %', () => {
    expect([0.699, 0.7, 0.799, 0.8].map(descriptorStatus)).toEqual([
      'normal',
      'warning',
      'warning',
      'critical',
    ])
    expect(ratioOf(1, 0)).toBeNull()
  })
})

describe('problems of a node', () => {
  test('a healthy node has none', () => expect(nodeProblems(nodeSample('ws-1'))).toEqual([]))

  test('a node that cannot be seen has none that could be claimed', () => {
    const full = nodeSample('ws-1', { connections: 50_000 })
    expect(nodeProblems(withoutValues({ ...full, reach: 'silent' }))).toEqual([])
  })

  test('every threshold of F10 to F18, just below and just at', () => {
    const ids = (over: Parameters<typeof nodeSample>[1]) =>
      nodeProblems(nodeSample('ws-1', over)).map(({ id, status }) => `${id} ${status}`)
    expect(ids({ connections: 34_999 })).toEqual([])
    expect(ids({ connections: 35_000 })).toEqual(['pool warning'])
    expect(ids({ connections: 42_500 })).toEqual(['pool critical'])
    expect(ids({ socketsCloseWait: 100, zombies: 500, socketsEstablished: 50_000 })).toEqual([])
    expect(ids({ socketsCloseWait: 101 })).toEqual(['close-wait warning'])
    expect(ids({ zombies: 501 })).toEqual(['zombies critical'])
    expect(ids({ socketsEstablished: 50_001 })).toEqual(['open-sockets critical'])
    expect(ids({ descriptorsOpen: 45_876 })).toEqual(['descriptors warning'])
    expect(ids({ descriptorsOpen: 52_429 })).toEqual(['descriptors critical'])
    expect(ids({ memoryPerConnectionBytes: 50_000 })).toEqual(['memory warning'])
    expect(ids({ acceptQueue: 100 })).toEqual(['accept-queue warning'])
    expect(ids({ loopLagMsP99: 1_000, authBreaker: 'open' })).toEqual([
      'auth-breaker critical',
      'loop-lag critical',
    ])
    const ending = { fullsFirst: 'memory', rssBytes: 1_200_000_000 } as const
    expect(ids({ ...ending, timeToFullMs: 600_000 })).toEqual(['filling critical'])
    expect(ids({ ...ending, timeToFullMs: 1_800_000 })).toEqual(['filling warning'])
    expect(ids({ ...ending, timeToFullMs: 1_800_001 })).toEqual([])
  })

  test('TIME_WAIT holds no descriptor and is no problem (F42)', () =>
    expect(nodeProblems(nodeSample('ws-1', { socketsTimeWait: 60_000 }))).toEqual([]))

  test('worst first, in words', () => {
    const problems = nodeProblems(
      nodeSample('ws-1', { connections: 36_000, zombies: 812, memoryPerConnectionBytes: 61_000 }),
    )
    expect(problems.map(problem => problem.text)).toEqual([
      '812 zombies',
      'pool at 72 % of its limit',
      '61 KB of memory per connection',
    ])
  })

  test.each([
    [{ timeToFullMs: 380_000, fullsFirst: 'connections' }, 'pool full in 6 min'],
    [{ timeToFullMs: 45_000, fullsFirst: 'descriptors' }, 'descriptors run out in 45 s'],
    [{ timeToFullMs: 45_000, fullsFirst: 'memory' }, 'memory runs out in 45 s'],
    [{ timeToFullMs: 0, fullsFirst: 'connections' }, 'pool full'],
    [{ timeToFullMs: 0, fullsFirst: 'descriptors' }, 'descriptors used up'],
    [{ timeToFullMs: null, fullsFirst: null }, ''],
  ] as const)('%j', (node, text) => expect(fillingText(node)).toBe(text))
})
