import type { Storm } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { createPolicy } from '../../domain/tier/policy.ts'
import type { Store } from '../store/store.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRuns } from './lease-time.ts'
import type { Ledger } from './ledger.ts'
import { planPolicy } from './plan-policy.ts'
import { createPolicyRecorder } from './policy-recording.ts'
import { type PolicyPlace, policyInput, runPolicy } from './policy-runner.ts'

const LOOK_EVERY_MS = 1_000

type DriverParts = {
  ledger: Ledger
  store: Store
  clock: IssuerClock
  makeId: () => string
  onError: (error: unknown) => void
}

/** Runs the policy once a second over what is judged: records it in storms, and orders in `act` mode. */
export function createPolicyDriver({ ledger, store, clock, makeId, onError }: DriverParts) {
  const recorder = createPolicyRecorder(store, onError)
  // Where a process before this one had moved nodes to: starting again must not end that.
  let places = placesOf(ledger.book(), clock)
  let lookedAt = Number.NEGATIVE_INFINITY
  let busy = false

  const act = () => {
    if (busy) return
    const wanted = ledger.book().policyMode === 'act' ? places : new Map<string, PolicyPlace>()
    if (planPolicy(ledger.book(), wanted, { clock, makeId }) === null) return
    busy = true
    ledger
      .change(book => planPolicy(book, wanted, { clock, makeId }))
      .catch(onError)
      .finally(() => {
        busy = false
      })
  }

  return {
    look: (nodes: readonly NodeReading[], storms: readonly Storm[], now: number) => {
      const mono = clock.monoMs()
      if (mono - lookedAt < LOOK_EVERY_MS) return
      lookedAt = mono
      const inputs = nodes.map(node => ({
        id: node.id,
        input: policyInput(node, places.get(node.id)?.state.tier ?? 1),
      }))
      const storm = storms.find(({ endedAt }) => endedAt === null)
      recorder.look({ at: Math.round(now), nodes: inputs }, storm?.id ?? null)
      // Only a policy that acts has a place to keep; otherwise it would begin in the middle.
      places = ledger.book().policyMode === 'act' ? runPolicy(places, inputs, mono).places : new Map()
      act()
    },
    close: recorder.finish,
  }
}

/** The policy's leases that run, as its places. */
function placesOf(book: TierBook, clock: IssuerClock): Map<string, PolicyPlace> {
  return new Map(
    book.leases
      .filter(lease => lease.origin === 'policy' && leaseRuns(lease, clock))
      .map(({ scope, tier, reason }) => {
        const state = { ...createPolicy(), tier, lastStepAt: clock.monoMs() }
        return [scope.name ?? '', { state, why: reason }]
      }),
  )
}
