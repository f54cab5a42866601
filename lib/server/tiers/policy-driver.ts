import { scopeNodeIds } from '@stormdeck/protocol'
import type { Storm } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { cannotEnforce } from '../../domain/tier/enforceable.ts'
import { orderable } from '../../domain/tier/orderable.ts'
import { createPolicy } from '../../domain/tier/policy.ts'
import type { Store } from '../store/store.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { isKept } from './keep-leases.ts'
import { leaseRuns } from './lease-time.ts'
import type { Ledger } from './ledger.ts'
import { LEFT_ALONE_MS } from './left-alone.ts'
import { POLICY_LEASE_MS, planPolicy } from './plan-policy.ts'
import { createPolicyRecorder } from './policy-recording.ts'
import { type PolicyPlace, policySight, runPolicy } from './policy-runner.ts'

const LOOK_EVERY_MS = 1_000

type DriverParts = {
  ledger: Ledger
  store: Store
  clock: IssuerClock
  makeId: () => string
  /** Until when nodes are left alone, monotonic ms, from before the start; kept up to date here. */
  leftAlone: Map<string, number>
  onError: (error: unknown) => void
}

/** Runs the policy once a second over what is judged: records it in storms, and orders in `act` mode. */
export function createPolicyDriver({ ledger, store, clock, makeId, leftAlone, onError }: DriverParts) {
  const recorder = createPolicyRecorder(store, onError)
  // Where a process before this one had moved nodes to: starting again must not end that.
  let places = placesOf(ledger.book(), clock)
  let lookedAt = Number.NEGATIVE_INFINITY
  /** When each node was last looked at, monotonic ms; one that has not been yet counts from the start. */
  const lookedAtNode = new Map<string, number>()
  const startedAt = clock.monoMs()
  let busy = false

  /** Places of nodes that are not listed, or take no orders, just now, after a start or in a gap: their lease is not ended for that. */
  const unseen = (mono: number) => {
    for (const [id, at] of lookedAtNode) if (mono - at >= POLICY_LEASE_MS) lookedAtNode.delete(id)
    const lately = (id: string) => lookedAtNode.has(id) || mono - startedAt < POLICY_LEASE_MS
    return [...places].filter(([id]) => lately(id) && !leftAlone.has(id))
  }

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
      for (const [id, until] of leftAlone) if (until <= mono) leftAlone.delete(id)
      const inputs = orderable(nodes, ledger.book().issuer)
        .filter(node => !cannotEnforce(node, 2) && !leftAlone.has(node.id))
        .map(node => ({ id: node.id, input: policySight(node) }))
      const storm = storms.find(({ endedAt }) => endedAt === null)
      recorder.look({ at: Math.round(now), nodes: inputs }, storm?.id ?? null)
      for (const { id } of inputs) lookedAtNode.set(id, mono)
      // Only a policy that acts has a place to keep; otherwise it would begin in the middle.
      places =
        ledger.book().policyMode === 'act'
          ? new Map([...unseen(mono), ...runPolicy(places, inputs, mono).places])
          : new Map()
      act()
    },
    /** A person released what the policy had ordered on these nodes: it does not come back with the next look. */
    leaveAlone: (ids: readonly string[]) => {
      for (const id of ids) {
        leftAlone.set(id, clock.monoMs() + LEFT_ALONE_MS)
        places.delete(id)
      }
    },
    close: recorder.finish,
  }
}

/** The policy's leases that run, as its places. */
function placesOf(book: TierBook, clock: IssuerClock): Map<string, PolicyPlace> {
  return new Map(
    book.leases
      .filter(lease => lease.origin === 'policy' && !isKept(lease) && leaseRuns(lease, clock))
      .flatMap(({ scope, tier, reason }) => {
        const state = { ...createPolicy(), tier, lastStepAt: clock.monoMs() }
        return scopeNodeIds(scope).map((id): [string, PolicyPlace] => [id, { state, why: reason }])
      }),
  )
}
