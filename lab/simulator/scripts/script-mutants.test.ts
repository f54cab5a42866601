import { describe, expect, it } from 'vitest'
import { makeWorldParts } from '../run-histories.ts'
import { playSimulated } from './play-simulated.ts'
import { SCRIPT_MUTANTS } from './script-mutants.ts'
import { SCRIPTS, SIMULATED_SCRIPTS } from './scripts.ts'

const SEEDS = [1, 2, 3]

describe('a script can fail', () => {
  it.each(SCRIPT_MUTANTS)('notices $name', async ({ wrapping, script: name }) => {
    const script = [...SCRIPTS, ...SIMULATED_SCRIPTS].find(one => one.name === name)
    if (script === undefined) throw new Error(`there is no script "${name}"`)
    for (const seed of SEEDS) {
      const partsFor = await makeWorldParts(wrapping())
      expect(await playSimulated(script, partsFor(seed)), `seed ${seed}`).not.toEqual([])
    }
  })
})
