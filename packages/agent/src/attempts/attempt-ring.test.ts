import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AttemptRing, COLUMN, type Column } from './attempt-ring.ts'

const CLASSES = ['firstTime', 'reconnect', 'planned', 'early', 'unknown'] as const
type Event = { afterMs: number; column: Column | null }

const events = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.integer({ min: 0, max: 150 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 90, max: 110 }),
      fc.integer({ min: 0, max: 70_000 }),
    ),
    column: fc.constantFrom<(Column | null)[]>(...Object.values(COLUMN), null),
  }),
  { maxLength: 300 },
)

/** Every event ever, and what the ring must say of it. */
class Oracle {
  readonly #seen: { atMs: number; column: Column | null }[] = [{ atMs: 0, column: null }]

  note(atMs: number, column: Column | null): void {
    this.#seen.push({ atMs, column })
  }

  bucket(number: number, column: Column): number | null {
    const inside = this.#seen.filter(event => Math.floor(event.atMs / 100) === number)
    return inside.length === 0 ? null : inside.filter(event => event.column === column).length
  }
}

function play(script: Event[], ring: AttemptRing, oracle: Oracle): number {
  let nowMs = 0
  for (const { afterMs, column } of script) {
    nowMs += afterMs
    if (column === null) ring.touch(nowMs)
    else ring.add(column, nowMs)
    oracle.note(nowMs, column)
  }
  return nowMs
}

test('A2: every bucket of the last minute is exact, and null where nothing ran', () => {
  fc.assert(
    fc.property(events, script => {
      const ring = new AttemptRing()
      const oracle = new Oracle()
      const nowMs = play(script, ring, oracle)
      const series = ring.series(0, nowMs)
      expect(series.from).toBe(Math.max(0, Math.floor(nowMs / 100) - 599))
      for (const name of CLASSES) {
        expect(series[name]).toEqual(
          series[name].map((_, index) => oracle.bucket(series.from + index, COLUMN[name])),
        )
      }
    }),
    { numRuns: 200 },
  )
})

test('A2: the sum of the last second is the sum of its ten buckets', () => {
  fc.assert(
    fc.property(events, script => {
      const ring = new AttemptRing()
      const oracle = new Oracle()
      play(script, ring, oracle)
      let expected = 0
      for (let bucket = Math.max(0, ring.newest - 9); bucket <= ring.newest; bucket++) {
        for (const column of [COLUMN.firstTime, COLUMN.reconnect, COLUMN.early, COLUMN.unknown] as const) {
          expected += oracle.bucket(bucket, column) ?? 0
        }
      }
      expect(ring.lastSecond).toBe(expected)
    }),
    { numRuns: 200 },
  )
})

test('A2: the filling bucket comes again, and its age is told', () => {
  const ring = new AttemptRing()
  ring.add(COLUMN.unknown, 30)
  expect(ring.series(0, 60)).toMatchObject({ from: 0, unknown: [1], newestAgeMs: 60 })
  ring.add(COLUMN.unknown, 70)
  ring.touch(130)
  expect(ring.series(0, 130)).toMatchObject({ from: 0, unknown: [2, 0], newestAgeMs: 30 })
  expect(ring.series(1, 130)).toMatchObject({ from: 1, unknown: [0] })
  expect(ring.series(99, 130)).toMatchObject({ from: 1, unknown: [0] })
})
