import {
  compareRevision,
  type Lease,
  type LeaseSet,
  orderedTier,
  scopeCovers,
  type Tier,
  type TierRefusal,
} from '@stormdeck/protocol'

/** A lease with its end on the clock that survives a restart of the process; `null`: until released. */
export type HeldLease = { lease: Lease; endsAtBootMs: number | null }

/** The lease set a node obeys. Ended leases stay listed until the next revision, so that none can be revived. */
export type Held = {
  issuer: string
  epoch: number
  revision: number
  /** Epoch ms since when this issuer is obeyed. */
  since: number
  auditHead: string | null
  leases: HeldLease[]
}

export type Applied = { ok: true; held: Held; changed: boolean }
export type Refused = { ok: false; error: TierRefusal; message: string }

/** Ends that move by less than this are the jitter of the network, not worth a write to disk. */
const SAME_END_MS = 250

/**
 * What becomes of the held set when `set` arrives: the set to hold from now on, or why it is refused. tiers.md.
 *
 * A newer revision replaces everything. The same revision again is harmless: an end can only move earlier, and
 * nothing is added. Another issuer needs `takeover` and a higher epoch, so that an old takeover cannot be replayed.
 * @param bootMs ms since the host booted
 */
export function applySet(
  held: Held | null,
  set: LeaseSet,
  node: { id: string; group: string },
  now: { bootMs: number; wallMs: number },
): Applied | Refused {
  if (set.audience !== node.id) {
    return refuse('other-audience', `this set is for ${set.audience}, this node is ${node.id}`)
  }
  const foreign = set.leases.find(lease => !scopeCovers(lease.scope, node))
  if (foreign) return refuse('not-a-lease-set', `lease ${foreign.id} does not apply to ${node.id}`)
  if (held && held.issuer !== set.issuer && !set.takeover) {
    return refuse('other-issuer', 'another control plane is obeyed; `tier takeover` takes the node from it')
  }
  if (held && held.issuer !== set.issuer && set.epoch <= held.epoch) {
    return refuse('older-revision', `a takeover needs an epoch above ${held.epoch}`)
  }
  const order = held ? compareRevision(set, held) : 1
  if (order < 0) return refuse('older-revision', `revision ${held?.epoch}.${held?.revision} is held already`)
  if (held && order === 0) return applyAgain(held, set, now.bootMs)
  return {
    ok: true,
    changed: true,
    held: {
      issuer: set.issuer,
      epoch: set.epoch,
      revision: set.revision,
      since: held?.issuer === set.issuer ? held.since : now.wallMs,
      auditHead: set.auditHead,
      leases: set.leases.map(lease => ({ lease, endsAtBootMs: endOf(lease, now.bootMs) })),
    },
  }
}

function applyAgain(held: Held, set: LeaseSet, bootMs: number): Applied | Refused {
  const sent = new Map(set.leases.map(lease => [lease.id, lease]))
  const known = new Map(held.leases.map(entry => [entry.lease.id, entry.lease]))
  for (const lease of set.leases) {
    const before = known.get(lease.id)
    if (!before || before.tier !== lease.tier || before.origin !== lease.origin) {
      return refuse('older-revision', `revision ${held.epoch}.${held.revision} holds other leases`)
    }
  }
  let changed = false
  const leases = held.leases.map(entry => {
    const again = sent.get(entry.lease.id)
    const end = earlier(entry.endsAtBootMs, again ? endOf(again, bootMs) : bootMs)
    if (movedBy(entry.endsAtBootMs, end) >= SAME_END_MS) changed = true
    return end === entry.endsAtBootMs ? entry : { ...entry, endsAtBootMs: end }
  })
  return { ok: true, changed, held: { ...held, auditHead: set.auditHead ?? held.auditHead, leases } }
}

/** Leases that have not ended. */
export function running(held: Held | null, bootMs: number): HeldLease[] {
  if (!held) return []
  return held.leases.filter(entry => entry.endsAtBootMs === null || entry.endsAtBootMs > bootMs)
}

/** The tier that the running leases order. */
export function orderedNow(held: Held | null, bootMs: number): Tier {
  return orderedTier(running(held, bootMs).map(entry => entry.lease))
}

/** The most degraded tier of `enforces` that is not beyond `ordered`: what a node does of an order it cannot follow. */
export const nearestEnforced = (ordered: Tier, enforces: readonly Tier[]): Tier =>
  enforces.reduce<Tier>((nearest, tier) => (tier <= ordered && tier > nearest ? tier : nearest), 1)

/** The lease as it is told: with what is left now. */
export function toldLease(entry: HeldLease, bootMs: number): Lease {
  const { lease, endsAtBootMs } = entry
  return {
    ...lease,
    remainingMs: endsAtBootMs === null ? null : Math.max(0, Math.ceil(endsAtBootMs - bootMs)),
  }
}

const endOf = (lease: Lease, bootMs: number) =>
  lease.remainingMs === null ? null : bootMs + lease.remainingMs

const earlier = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b))

const movedBy = (from: number | null, to: number | null) =>
  from === to ? 0 : from === null || to === null ? Number.POSITIVE_INFINITY : from - to

const refuse = (error: TierRefusal, message: string): Refused => ({ ok: false, error, message })
