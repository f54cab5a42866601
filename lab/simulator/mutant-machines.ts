import type { LeaseSet } from '@stormdeck/protocol'
import { JOURNAL_BYTES } from '../../packages/agent/src/tier/journal.ts'
import { TierMachine, type TierMachineParts } from '../../packages/agent/src/tier/tier-machine.ts'
import type { Machine } from './wrapping.ts'

const LATE_MS = 3_000

const withLeases = (set: LeaseSet, change: (lease: LeaseSet['leases'][number]) => object): LeaseSet => ({
  ...set,
  leases: set.leases.map(lease => ({ ...lease, ...change(lease) })),
})

export class ForgetsEnds extends TierMachine {
  override apply(set: LeaseSet) {
    return super.apply(withLeases(set, () => ({ remainingMs: null })))
  }
}

export class EndsLate extends TierMachine {
  override apply(set: LeaseSet) {
    return super.apply(
      withLeases(set, ({ remainingMs }) => ({ remainingMs: remainingMs && remainingMs + LATE_MS })),
    )
  }
}

export class NeverClimbs extends TierMachine {
  override tick(): void {
    if (this.ordered >= this.effective) super.tick()
  }
}

export class HidesProtection extends TierMachine {
  override status() {
    return { ...super.status(), local: null }
  }
}

/** Takes its own protection, which is tier 2, for the last word. */
export class ProtectionLowersLeases extends TierMachine {
  #protecting = false
  override protect(reason: Parameters<TierMachine['protect']>[0]): void {
    this.#protecting = reason !== null
    super.protect(reason)
  }
  override status() {
    const status = super.status()
    return this.#protecting ? { ...status, effective: 2 as const } : status
  }
}

export class StaysReduced extends TierMachine {
  override status() {
    const status = super.status()
    if (status.effective > 1) return status
    return {
      ...status,
      effective: 2 as const,
      local: { reason: 'memory' as const, since: 0, longestMs: null },
    }
  }
}

/** Obeys the policy where a person has ordered something too. */
export class PolicyBeforePeople extends TierMachine {
  override apply(set: LeaseSet) {
    const policy = set.leases.filter(({ origin }) => origin === 'policy')
    return super.apply(policy.length > 0 ? { ...set, leases: policy } : set)
  }
}

export class NeverStopsProtecting extends TierMachine {
  override protect(reason: Parameters<TierMachine['protect']>[0]): void {
    if (reason !== null) super.protect(reason)
  }
}

/** Forgets what it holds whenever that would make it refuse. */
export function acceptsOlder(parts: TierMachineParts): Machine {
  let machine = new TierMachine(parts)
  const forget = () => {
    const read = () => new Uint8Array(JOURNAL_BYTES)
    return new TierMachine({ ...parts, disk: parts.disk && { ...parts.disk, read } })
  }
  return {
    get ordered() {
      return machine.ordered
    },
    get effective() {
      return machine.effective
    },
    get revision() {
      return machine.revision
    },
    put: body => machine.put(body),
    protect: reason => machine.protect(reason),
    tick: () => machine.tick(),
    status: () => machine.status(),
    apply: set => {
      const answer = machine.apply(set)
      if (answer.status === 200) return answer
      machine = forget()
      return machine.apply(set)
    },
  }
}

/** Answers that it has stored a set, and writes nothing. */
export const writesNothing = (parts: TierMachineParts) =>
  new TierMachine({ ...parts, disk: parts.disk && { ...parts.disk, write: () => {} } })
