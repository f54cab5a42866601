import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NodeReading } from '../../domain/node-reading.ts'
import { AgentNode } from '../collector/agent-node.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { seriesOf, statusSample } from '../collector/test/status-sample.ts'
import { configSchema } from '../config/config-schema.ts'
import { createFleet } from './fleet.ts'

const START = 1_750_000_000_000
const BEFORE_S = 30

type Standstill = {
  /** Attempts of every bucket from the start on; `null`: not counted. */
  counts: (number | null)[]
  stallS: number
  /** How late the answers are, ms. */
  lateMs: number
}

/** Rows of a node that answers once a second, stands still, and then tells everything in one answer. */
function rowsOf({ counts, stallS, lateMs }: Standstill): NodeReading[] {
  const fleet = createFleet(configSchema.parse({}))
  const target = { url: 'http://127.0.0.1:9401', id: 'ws-1', group: null, readTokenFile: null, caFile: null }
  const node = new AgentNode(target)
  const rows: NodeReading[] = []
  let told = 0
  for (let second = 1; second * 10 <= counts.length; second++) {
    const now = START + second * 1_000
    if (second <= BEFORE_S || second > BEFORE_S + stallS) {
      const status = statusSample({ attempts: seriesOf(told, counts.slice(told, second * 10), 100) })
      told = second * 10 - 1
      fleet.answered(node, status, node.take(status, receivedAt(now + lateMs)))
    }
    rows.push(...fleet.look([node], now + 500))
  }
  return rows
}

const steady = (perSecond: number, length: number) =>
  Array.from({ length }, (_, i) => Math.floor(((i + 1) * perSecond) / 10) - Math.floor((i * perSecond) / 10))
const stalls = fc.record({
  perSecond: fc.integer({ min: 20, max: 40 }),
  stallS: fc.integer({ min: 3, max: 20 }),
  lateMs: fc.integer({ min: 0, max: 400 }),
  /** Buckets of the standstill stay uncounted, as where nobody knows when the attempts were made. */
  unknown: fc.boolean(),
})
const spread = ({ perSecond, stallS, unknown }: { perSecond: number; stallS: number; unknown: boolean }) => {
  const counts: (number | null)[] = steady(perSecond, (BEFORE_S + stallS + 20) * 10)
  if (unknown) counts.fill(null, BEFORE_S * 10, (BEFORE_S + stallS) * 10)
  return counts
}

it('a node that stood still under its usual traffic is never in a storm', () => {
  fc.assert(
    fc.property(stalls, stall => {
      const rows = rowsOf({ ...stall, counts: spread(stall) })
      expect(rows.filter(row => row.burst || row.stormState === 'storm')).toEqual([])
      expect(rows.at(-1)?.stormState).toBe('calm')
    }),
    { numRuns: 25 },
  )
})

it('a burst that follows a standstill is one', () => {
  fc.assert(
    fc.property(stalls, fc.integer({ min: 0, max: 100 }), (stall, later) => {
      const counts = spread(stall)
      counts.fill(30, (BEFORE_S + stall.stallS) * 10 + later, (BEFORE_S + stall.stallS) * 10 + later + 10)
      const rows = rowsOf({ ...stall, counts })
      expect(rows.some(row => row.burst && row.stormState === 'storm')).toBe(true)
    }),
    { numRuns: 25 },
  )
})
