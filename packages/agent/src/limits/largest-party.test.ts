import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LargestParty } from './largest-party.ts'
import { PartyTable } from './party-table.ts'

test('L11: the largest share of one address is known without a look at all of them', () => {
  const steps = fc.array(fc.record({ who: fc.integer({ min: 0, max: 5 }), gains: fc.boolean() }), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(steps, taken => {
      const table = new PartyTable(100)
      const parties = Array.from({ length: 6 }, (_, n) => table.attempt(`a${n}`, 0))
      const largest = new LargestParty()
      for (const { who, gains } of taken) {
        const party = parties[who]
        if (!party) continue
        if (gains) largest.gain(party)
        else if (party.connections > 0) largest.lose(party)
        expect(largest.connections).toBe(Math.max(...parties.map(each => each.connections)))
      }
    }),
  )
})
