import { describe, expect, it } from 'vitest'
import { makeWorldParts } from '../run-histories.ts'
import { playSimulated } from './play-simulated.ts'
import { SCRIPTS, SIMULATED_SCRIPTS } from './scripts.ts'

/** What a network does to a script differs from seed to seed; none of it may matter. */
const SEEDS = [1, 2, 3, 4, 5]

describe('scripts in made-up time', () => {
  it.each([...SCRIPTS, ...SIMULATED_SCRIPTS])('$name', async script => {
    const partsFor = await makeWorldParts()
    for (const seed of SEEDS) expect(await playSimulated(script, partsFor(seed)), `seed ${seed}`).toEqual([])
  })
})
