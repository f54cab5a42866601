import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AgentStatus } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { AgentNode, type AgentTarget } from './agent-node.ts'
import { receivedAt } from './test/received-sample.ts'
import { seriesOf, statusSample } from './test/status-sample.ts'

const target: AgentTarget = {
  url: 'http://127.0.0.1:9401',
  id: null,
  group: null,
  readTokenFile: null,
  caFile: null,
}
const START = 1_750_000_000_000
/** The answer of an agent, started at START, at a number of seconds after it. */
function answer(second: number, counts: readonly (number | null)[], over: Partial<AgentStatus> = {}) {
  const newest = second * 10
  return statusSample({ attempts: seriesOf(newest - counts.length + 1, counts, 50), ...over })
}
const at = (second: number) => START + second * 1_000 + 50

describe('a node of the collector', () => {
  it('places buckets on our clock, and takes one that comes again instead of the earlier one', () => {
    const node = new AgentNode(target)
    node.take(answer(1, [1, 2, 3]), receivedAt(at(1)))
    node.take(answer(1.1, [5, 7]), receivedAt(at(1.1)))
    const newest = START / 100 + 11
    expect(node.buckets.newest).toBe(newest)
    expect([3, 2, 1, 0].map(back => node.buckets.get('attempts', newest - back))).toEqual([1, 2, 5, 7])
  })

  it('goes on reading with the newest bucket, which may have been filling', () => {
    const node = new AgentNode(target)
    expect(node.cursor).toBeNull()
    node.take(answer(2, [1, 2, 3]), receivedAt(at(2)))
    expect(node.cursor).toBe('boot-1.19')
  })

  it('keeps what the loop could not count as unknown, and planned returns apart', () => {
    const node = new AgentNode(target)
    const status = answer(1, [4, null, 6])
    status.attempts.planned = [9, null, 9]
    node.take(status, receivedAt(at(1)))
    const { newest } = node.buckets
    expect([2, 1, 0].map(back => node.buckets.get('attempts', newest - back))).toEqual([4, null, 6])
    expect(node.buckets.sum('planned', newest - 2, newest)).toBe(18)
  })

  it('goes on over a restart of the agent without losing what it held', () => {
    const node = new AgentNode(target)
    node.take(answer(5, [10, 20]), receivedAt(at(5)))
    const restarted = statusSample({ attempts: seriesOf(0, [7], 50) })
    restarted.node.boot = 'boot-2'
    node.take(restarted, receivedAt(at(8)))
    const { newest } = node.buckets
    expect(node.buckets.get('attempts', newest)).toBe(7)
    expect(node.buckets.get('attempts', newest - 30)).toBe(20)
    expect(node.buckets.get('attempts', newest - 10)).toBeNull()
  })

  it('does not halve a burst that lies across two seconds', () => {
    const node = new AgentNode(target)
    node.take(answer(10.4, [0, 0, 0, 0, 0, 30, 30, 30, 30, 0]), receivedAt(at(10.4)))
    expect(node.seconds.get('attempts', START / 1_000 + 10)).toBe(120)
  })

  it('leaves no hole in the second that a read stepped over', () => {
    const node = new AgentNode(target)
    node.take(answer(10, [0]), receivedAt(at(10)))
    node.take(answer(12, Array(20).fill(0)), receivedAt(at(12)))
    const second = START / 1_000
    expect([10, 11, 12].map(offset => node.seconds.get('connections', second + offset))).toEqual([
      1_500, 1_500, 1_500,
    ])
    node.take(answer(20, Array(80).fill(0)), receivedAt(at(20)))
    expect(node.seconds.get('connections', second + 16)).toBeNull()
  })

  it('counts calls of the authentication service by what reached it, and not over a restart', () => {
    const node = new AgentNode(target)
    const auth = (full: number) => ({ full, cached: 999, failed: 2, inFlight: 0, breaker: 'closed' as const })
    node.take(answer(1, [0], { auth: auth(100) }), receivedAt(at(1)))
    node.take(answer(2, Array(10).fill(0), { auth: auth(150) }), receivedAt(at(2)))
    expect(node.seconds.get('auth', START / 1_000 + 2)).toBe(50)
    const restarted = statusSample({ attempts: seriesOf(0, [0]), auth: auth(3) })
    restarted.node.boot = 'boot-2'
    node.take(restarted, receivedAt(at(3)))
    expect(node.seconds.get('auth', START / 1_000 + 3)).toBeNull()
  })

  it('costs at most 300 KB, a whole quarter of an hour in', () => {
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as () => void
    const used = () => {
      gc()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    const counts = Array.from({ length: 12 }, (_, i) => i)
    const fill = () => {
      const node = new AgentNode(target)
      for (let second = 60; second < 960; second += 3)
        node.take(JSON.parse(JSON.stringify(answer(second, counts))) as AgentStatus, receivedAt(at(second)))
      return node
    }
    fill()
    const before = used()
    const nodes = Array.from({ length: 20 }, fill)
    expect((used() - before) / nodes.length).toBeLessThan(300_000)
    expect(
      nodes.map(node => node.buckets.byteLength + node.seconds.byteLength).every(size => size < 100_000),
    ).toBe(true)
  })
})
