import { formatScope, scopeCovers, scopeNodeIds } from '@stormdeck/protocol'
import type { LeaseChange, OrderAnswer, TierOrder } from '../../contract/tier-order.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { unableClause } from '../../domain/tier/enforceable.ts'
import { scopeText } from '../../format/scope-text.ts'
import { listOf } from '../../format/words.ts'
import { ApiFailure } from '../http/api-failure.ts'
import type { Store } from '../store/store.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import {
  mayOrder,
  refuseCareless,
  refuseOlder,
  refuseOverfull,
  refuseOverload,
  refuseUnenforceable,
  refuseUnknownScope,
  refuseWithoutAgent,
} from './check-order.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { keptPrefixes } from './keep-leases.ts'
import { toLeaseInForce } from './lease-time.ts'
import type { Ledger } from './ledger.ts'
import { LEFT_ALONE_MS } from './left-alone.ts'
import type { NodeLink } from './node-link.ts'
import { planChange } from './plan-change.ts'
import { type Actor, type NodeName, orderSentence, type PlannedOrder, planOrder } from './plan-order.ts'
import { foreignNodes, planTakeover } from './plan-takeover.ts'

type OrderParts = {
  ledger: Ledger
  store: Store
  clock: IssuerClock
  makeId: () => string
  links: () => ReadonlyMap<string, NodeLink>
  nodes: () => readonly NodeReading[]
  /** A person released what the policy had ordered on these nodes. */
  onPolicyReleased: (nodeIds: readonly string[]) => void
  onError: (error: unknown) => void
}

/** Refusals that are written down in a minute at most; more of them say nothing new and would push out what does. */
const REFUSALS_PER_MINUTE = 60

/** What people do to tiers: order, change a lease, take over. Every call is checked against the newest book, in turn. */
export function createOrders(parts: OrderParts) {
  const { ledger, clock, makeId, links } = parts
  const noteRefusal = createRefusalNotes(parts)
  const known = (): NodeName[] => [...parts.nodes(), ...[...links().values()].map(({ target }) => target)]

  const allowed = () => {
    const may = mayOrder([...links().values()], ledger.book().issuer)
    if (!may.allowed) throw new ApiFailure('conflict', may.why ?? 'This dashboard may only watch.')
  }

  /** @returns a sentence for the answer; empty when the policy had ordered none of it */
  const keepPolicyOff = (ended: readonly StoredLease[]): string => {
    const ids = ended.filter(({ origin }) => origin === 'policy').flatMap(({ scope }) => scopeNodeIds(scope))
    if (ids.length === 0) return ''
    parts.onPolicyReleased(ids)
    return ` The policy leaves ${listOf(ids)} alone for ${LEFT_ALONE_MS / 60_000} min.`
  }

  const order = async (wanted: TierOrder, actor: Actor): Promise<OrderAnswer> => {
    let planned: PlannedOrder | null = null
    let unable: { id: string }[] = []
    const book = await ledger.change(current => {
      refuseCareless(wanted)
      allowed()
      refuseOlder(ledger, wanted, known())
      refuseUnknownScope(wanted, known())
      refuseWithoutAgent(wanted, parts.nodes(), links().values())
      unable = refuseUnenforceable(wanted, links().values())
      refuseOverload(wanted, parts.nodes())
      const context = { clock, nodes: known(), actor, origin: 'person' as const, leaseId: makeId() }
      planned = planOrder(current, wanted, context)
      const { lease, ended } = planned
      if (lease !== null) {
        const others = current.leases.filter(held => !ended.some(({ id }) => id === held.id))
        const covered = known().filter(node => scopeCovers(lease.scope, node))
        refuseOverfull({ ...current, leases: [...others, lease] }, covered, clock)
      }
      return planned.plan
    })
    const done = planned as PlannedOrder | null
    if (done === null) throw new ApiFailure('internal', 'The order was not planned.')
    return {
      revision: book.revision,
      lease: done.lease && toLeaseInForce(done.lease, clock),
      released: done.ended.map(lease => toLeaseInForce(lease, clock)),
      stillHeld: done.stillHeld.map(lease => toLeaseInForce(lease, clock)),
      message: [
        orderSentence(wanted, done),
        unable.length === 0 ? '' : ` ${unableClause(unable, wanted.tier)}.`,
        keepPolicyOff(done.ended),
      ].join(''),
    }
  }

  const change = async (leaseId: string, wanted: LeaseChange, actor: Actor): Promise<OrderAnswer> => {
    let answer: Pick<OrderAnswer, 'lease' | 'released' | 'message'> | null = null
    let ended: StoredLease[] = []
    const book = await ledger.change(current => {
      allowed()
      const { plan, lease } = planChange(current, leaseId, wanted, { clock, actor })
      refuseOlder(ledger, { ...wanted, scope: lease.scope }, known())
      if (wanted.change === 'extend') refuseCareless({ ...wanted, tier: lease.tier })
      const shown = toLeaseInForce(lease, clock)
      ended = wanted.change === 'release' ? [lease] : []
      const name = `Tier ${lease.tier} on ${scopeText(lease.scope)}`
      answer =
        wanted.change === 'release'
          ? { lease: null, released: [shown], message: `${name} is released.` }
          : { lease: shown, released: [], message: `${name} was extended.` }
      return plan
    })
    if (answer === null) throw new ApiFailure('internal', 'The change was not planned.')
    const done = answer as Pick<OrderAnswer, 'lease' | 'released' | 'message'>
    const message = done.message + keepPolicyOff(ended)
    return { revision: book.revision, stillHeld: [], ...done, message }
  }

  return {
    order: (wanted: TierOrder, actor: Actor) =>
      noteRefusal(
        order(wanted, actor),
        actor,
        `tier ${wanted.tier} for ${formatScope(wanted.scope)}`,
        wanted.reason,
      ),
    change: (leaseId: string, wanted: LeaseChange, actor: Actor) =>
      noteRefusal(change(leaseId, wanted, actor), actor, `${wanted.change} ${leaseId}`, wanted.reason),
    takeover: async (actor: Actor, reason: string): Promise<string[]> => {
      const { foreign, broken } = foreignNodes(ledger.book(), links().values(), clock)
      if (foreign.length === 0 && broken.length > 0) throw cannotTake(broken)
      if (foreign.length === 0) return []
      const kept = await parts.store.tiers.keptNodes(keptPrefixes(foreign.map(({ says }) => says)))
      await ledger.change(book => planTakeover(book, foreign, { clock, actor, reason, kept }))
      return foreign.map(({ target }) => target.id)
    },
  }
}

function cannotTake(broken: readonly NodeLink[]): ApiFailure {
  const [named, one] = [listOf(broken.map(({ target }) => target.id)), broken.length === 1]
  return new ApiFailure(
    'conflict',
    `${named} ${one ? 'reports' : 'report'} an epoch or revision that no control plane can have given out, and cannot be taken over. Stop ${one ? 'its agent' : 'those agents'}, remove the journal, and start again.`,
  )
}

/** Writes refused orders into the audit, a bounded number a minute, and passes the refusal on. */
function createRefusalNotes({ ledger, clock, onError }: OrderParts) {
  let minute = 0
  let written = 0
  return async <T>(work: Promise<T>, actor: Actor, subject: string, reason: string): Promise<T> => {
    try {
      return await work
    } catch (error) {
      const now = Math.floor(clock.monoMs() / 60_000)
      if (now !== minute) {
        minute = now
        written = 0
      }
      const why = error instanceof Error ? error.message : String(error)
      const line = {
        at: clock.wallMs(),
        ...actor,
        action: 'tier.refuse',
        subject,
        reason,
      }
      if (written++ < REFUSALS_PER_MINUTE)
        await ledger.note([{ ...line, before: null, after: { refused: why } }]).catch(onError)
      throw error
    }
  }
}
