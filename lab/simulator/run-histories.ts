import { generateKeyPairSync } from 'node:crypto'
import type { Keys, SigningKey } from '../../lib/server/tiers/keys.ts'
import { trustedKeys } from '../../packages/agent/src/tier/verify-set.ts'
import { makeDeckDisk } from './faulty-database.ts'
import { type HistoryPlan, type HistoryResult, runHistory } from './history.ts'
import { seededRandom } from './random.ts'
import type { Settling } from './timeline.ts'
import { spellViolation } from './violation.ts'
import type { WorldParts } from './world.ts'
import type { Wrapping } from './wrapping.ts'

/** Every so many histories the signatures are really checked; in the others only their arithmetic is left out. */
const CHECK_SIGNATURES_EVERY = 16

/**
 * What random histories of a seed are like: a tenth with a takeover, half of those also back, and a tenth with a restore; nodes
 * that fill up in a third of all, and a policy that acts in a sixth of those with one dashboard and one store.
 */
export function planOf(seed: number): HistoryPlan {
  const random = seededRandom(seed ^ 0x5bd1e995)
  const kind = random.next()
  return {
    seed,
    takeover: kind < 0.05 ? 'and back' : kind < 0.1,
    restore: kind >= 0.1 && kind < 0.2,
    crowds: random.chance(1 / 3),
    policy: random.chance(1 / 6) && kind >= 0.2,
  }
}

/** Runs histories one after another on the same disks, which are emptied in between. */
export async function createRunner(
  wrapping?: Wrapping,
): Promise<(plan: HistoryPlan) => Promise<HistoryResult>> {
  const partsFor = await makeWorldParts(wrapping)
  return plan => {
    const { random: _, ...parts } = partsFor(plan.seed)
    return runHistory(plan, { ...parts, checkSignatures: plan.seed % CHECK_SIGNATURES_EVERY === 0 })
  }
}

/** Keys and disks of two dashboards, for one world after another. */
export async function makeWorldParts(wrapping?: Wrapping): Promise<(seed: number) => WorldParts> {
  const keys: [Keys, Keys] = [makeKeys('first'), makeKeys('second')]
  const trust = trustedKeys([...keys[0].trust, ...keys[1].trust])
  let random = seededRandom(0)
  const settling: Settling = { pending: 0 }
  const makeDisk = () =>
    makeDeckDisk(
      () => random,
      () => settling,
    )
  const disks: WorldParts['disks'] = [await makeDisk(), await makeDisk()]
  return seed => {
    random = seededRandom(seed ^ 0x9e3779b9)
    return { disks, keys, trust, settling, wrapping, checkSignatures: true, random: seededRandom(seed) }
  }
}

/** What a failed history prints: its seed, what went wrong and what happened before. */
export function describeFailure({ seed, violations, log }: HistoryResult): string {
  return [
    `history ${seed}:`,
    ...violations.map(violation => `  ${spellViolation(violation)}`),
    '  before:',
    ...log.map(line => `    ${line}`),
  ].join('\n')
}

function makeKeys(name: string): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key: SigningKey = {
    keyId: name,
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    privateKey,
    createdAt: 0,
  }
  return { current: key, older: [], trust: [{ keyId: key.keyId, publicKey: key.publicKey }] }
}
