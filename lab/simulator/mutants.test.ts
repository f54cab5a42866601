import { describe, expect, it } from 'vitest'
import { TierMachine } from '../../packages/agent/src/tier/tier-machine.ts'
import { MUTANTS } from './mutants.ts'
import { createRunner } from './run-histories.ts'
import { RULES } from './violation.ts'

/** A mutant that is not noticed in so many histories would have passed. */
const MOST_HISTORIES = 60

// Some hundred histories on a machine that may be busy; the bound is their number, not this.
describe('the checker can fail', { timeout: 120_000 }, () => {
  it.each(MUTANTS)('notices $name: $rule', async ({ wrapping, plan, rule }) => {
    const run = await createRunner(wrapping)
    const fired = new Set<string>()
    for (let seed = 1; seed <= MOST_HISTORIES && !fired.has(rule); seed++)
      for (const violation of (await run({ ...plan, seed })).violations) fired.add(violation.rule)
    expect([...fired]).toContain(rule)
  })

  it('has a mutant for every rule', () => {
    expect(new Set(MUTANTS.map(({ rule }) => rule))).toEqual(new Set(RULES))
  })

  it('finds nothing in the same histories without a fault, and wrapping alone changes nothing', async () => {
    const run = await createRunner()
    const wrapped = await createRunner({
      machine: parts => new TierMachine(parts),
      store: store => ({ ...store }),
      send: send => (target, signed) => send(target, signed),
      service: service => ({ ...service }),
    })
    let [policyHeld, protectedItself] = [0, 0]
    for (const [index, { plan }] of MUTANTS.entries()) {
      const result = await run({ ...plan, seed: index + 1 })
      expect(result.violations).toEqual([])
      policyHeld += result.policyHeld
      protectedItself += result.protectedItself
      expect(await wrapped({ ...plan, seed: index + 1 })).toEqual(result)
    }
    expect(policyHeld).toBeGreaterThan(0)
    expect(protectedItself).toBeGreaterThan(0)
  })
})
