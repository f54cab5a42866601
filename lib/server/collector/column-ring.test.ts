import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ColumnRing } from './column-ring.ts'

const make = () => new ColumnRing({ stepMs: 1_000, slots: 10, columns: ['a', 'b'] })

it('is unknown where nobody wrote, and never zero', () => {
  const ring = make()
  ring.open(5)
  ring.set('a', 5, 0)
  expect(ring.get('a', 5)).toBe(0)
  expect(ring.get('b', 5)).toBeNull()
  expect(ring.get('a', 4)).toBeNull()
  expect(ring.sum('a', 0, 4)).toBeNull()
  expect(ring.max('b', 0, 9)).toBeNull()
})

it('holds the newest slots whatever is written in whatever order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.option(fc.nat(99))), { maxLength: 80 }), writes => {
      const ring = make()
      let oracle = new Map<number, number | null>()
      let newest = -1
      for (const [slot, value] of writes) {
        if (slot <= newest - 10) {
          // Further back than the ring is long: the clock was set back, and what was held is void.
          oracle = new Map()
          newest = slot
        }
        newest = Math.max(newest, slot)
        ring.open(slot)
        ring.set('a', slot, value)
        oracle.set(slot, value)
        for (const at of [...oracle.keys()]) if (at <= newest - 10) oracle.delete(at)
      }
      for (let slot = 0; slot <= 61; slot++) expect(ring.get('a', slot)).toBe(oracle.get(slot) ?? null)
    }),
  )
})

it('opens a gap as unknown', () => {
  const ring = make()
  ring.open(1)
  ring.set('a', 1, 7)
  ring.open(4)
  ring.set('a', 4, 8)
  expect([1, 2, 3, 4].map(slot => ring.get('a', slot))).toEqual([7, null, null, 8])
  expect(ring.total('a', 0, 9)).toEqual({ sum: 15, known: 2 })
})
