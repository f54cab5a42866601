import type { LeaseSet, SignedLeaseSet } from '@stormdeck/protocol'
import { TierMachine } from '../../packages/agent/src/tier/tier-machine.ts'
import type { HistoryPlan } from './history.ts'
import {
  acceptsOlder,
  EndsLate,
  ForgetsEnds,
  HidesProtection,
  NeverClimbs,
  NeverStopsProtecting,
  PolicyBeforePeople,
  ProtectionLowersLeases,
  StaysReduced,
  writesNothing,
} from './mutant-machines.ts'
import type { Rule } from './violation.ts'
import type { Wrapping } from './wrapping.ts'

export type Mutant = {
  /** What is wrong with it, as the end of a sentence. */
  name: string
  wrapping: Wrapping
  /** Histories in which it shows; all kinds of faults when left out. */
  plan?: Omit<HistoryPlan, 'seed'>
  /** The rule that has to notice. */
  rule: Rule
}

const setOf = (signed: SignedLeaseSet) =>
  JSON.parse(Buffer.from(signed.payload, 'base64url').toString('utf8')) as LeaseSet

/** Sends each revision once, whatever becomes of it. */
const sendsOnce: NonNullable<Wrapping['send']> = send => {
  const sent = new Set<string>()
  return (target, signed) => {
    const { epoch, revision } = setOf(signed)
    const name = `${target.id} ${epoch}.${revision}`
    if (sent.has(name)) return Promise.resolve({ kind: 'unreachable', why: 'sent before' })
    sent.add(name)
    return send(target, signed)
  }
}

/** Acknowledges a change, and writes it a little later. */
const writesLater: NonNullable<Wrapping['store']> = (store, { later }) => {
  let tail: Promise<unknown> = Promise.resolve()
  const pause = () => new Promise<void>(resolve => later(400, resolve))
  return {
    ...store,
    tiers: {
      ...store.tiers,
      commit: async change => {
        tail = tail.then(pause).then(() => store.tiers.commit(change))
        tail.catch(() => {})
        return (await store.tiers.readBook()).auditHead
      },
    },
  }
}

/** Refuses a change that it has written. */
const refusesWritten: NonNullable<Wrapping['store']> = store => ({
  ...store,
  tiers: {
    ...store.tiers,
    commit: async change => {
      await store.tiers.commit(change)
      if (change.audit.some(({ action }) => action === 'tier.order')) throw new Error('disk I/O error')
      return (await store.tiers.readBook()).auditHead
    },
  },
})

/** Puts other words into the last line of the audit. */
const rewritesAudit: NonNullable<Wrapping['store']> = (store, { disk }) => ({
  ...store,
  tiers: {
    ...store.tiers,
    commit: async change => {
      const head = await store.tiers.commit(change)
      const { audit = [], ...rest } = disk.snapshot()
      disk.restore({ ...rest, audit: audit.map(row => (row.seq === 1 ? { ...row, by: 'nobody' } : row)) })
      return head
    },
  },
})

/** Acknowledges what it could not write. */
const swallowsFailures: NonNullable<Wrapping['store']> = store => ({
  ...store,
  tiers: {
    ...store.tiers,
    commit: async change => {
      const { auditHead } = await store.tiers.readBook()
      return store.tiers.commit(change).catch(() => auditHead)
    },
  },
})

/** After a restore it knows every lease that a node holds, and so keeps none. */
const keepsNothing: NonNullable<Wrapping['store']> = store => ({
  ...store,
  tiers: { ...store.tiers, unknownLeases: async () => [] },
})

/** Orders tier 3 where the policy's first step is 2. */
const jumps: NonNullable<Wrapping['service']> = service => ({
  ...service,
  state: (nodes, storms, now) => {
    const state = service.state(nodes, storms, now)
    const leases = state.leases.map(lease =>
      lease.origin === 'policy' ? { ...lease, tier: 3 as const } : lease,
    )
    return { ...state, leases }
  },
})

/** Counts what was merely sent. */
const saysDoneEarly: NonNullable<Wrapping['service']> = service => ({
  ...service,
  state: (nodes, storms, now) => {
    const state = service.state(nodes, storms, now)
    const missing = state.applied.missing.filter(({ why }) => !why.includes('has not confirmed'))
    return { ...state, applied: { ...state.applied, nodes: state.applied.of - missing.length, missing } }
  },
})

/** Counts a node whose revision is high enough, whoever gave it that and in which epoch. */
const countsByRevision: NonNullable<Wrapping['service']> = service => ({
  ...service,
  state: (nodes, storms, now) => {
    const state = service.state(nodes, storms, now)
    const behind = new Set(
      nodes.filter(node => (node.tierRevision ?? 0) < state.revision).map(node => node.id),
    )
    const missing = state.applied.missing.filter(({ id }) => behind.has(id))
    return { ...state, applied: { ...state.applied, nodes: state.applied.of - missing.length, missing } }
  },
})

/** Goes on counting nodes that obey another control plane by now. */
const countsLostNodes: NonNullable<Wrapping['service']> = service => ({
  ...service,
  state: (nodes, storms, now) => {
    const state = service.state(nodes, storms, now)
    const missing = state.applied.missing.filter(({ why }) => why !== 'obeys another control plane')
    return { ...state, applied: { ...state.applied, nodes: state.applied.of - missing.length, missing } }
  },
})

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'an agent that accepts an older set',
    wrapping: { machine: acceptsOlder },
    plan: { faults: ['bad road'] },
    rule: 'no older set is in force after a newer one',
  },
  {
    name: 'an agent that says it has stored a set and has not',
    wrapping: { machine: writesNothing },
    plan: { faults: ['agent killed'] },
    rule: 'what is said to be stored is stored',
  },
  {
    name: 'an agent that forgets the end of a lease',
    wrapping: { machine: parts => new ForgetsEnds(parts) },
    rule: 'a lease ends by itself',
  },
  {
    name: 'an agent that ends a lease 3 s late',
    wrapping: { machine: parts => new EndsLate(parts) },
    rule: 'a lease ends by itself',
  },
  {
    name: 'an agent that climbs without a pause',
    wrapping: { machine: parts => new TierMachine({ ...parts, climbStepMs: 0 }) },
    rule: 'the way back goes one tier at a time, paced',
  },
  {
    name: 'an agent that says it climbs and does not',
    wrapping: { machine: parts => new NeverClimbs(parts) },
    rule: 'the way back goes one tier at a time, paced',
  },
  {
    name: 'an agent that protects itself without saying so',
    wrapping: { machine: parts => new HidesProtection(parts) },
    plan: { crowds: true },
    rule: 'a node that enforces something else says why',
  },
  {
    name: 'an agent whose protection lowers a lease',
    wrapping: { machine: parts => new ProtectionLowersLeases(parts) },
    plan: { crowds: true },
    rule: 'no node enforces less than is ordered',
  },
  {
    name: 'an agent that never stops protecting itself',
    wrapping: { machine: parts => new NeverStopsProtecting(parts) },
    plan: { crowds: true },
    rule: 'local protection lasts as long as its cause',
  },
  {
    name: 'a reconciler that sends each revision once',
    wrapping: { send: sendsOnce },
    plan: { faults: ['cut road', 'cut all roads'] },
    rule: 'what is ordered is in force soon after everything is well',
  },
  {
    name: 'a reconciler that says done early',
    wrapping: { service: saysDoneEarly },
    rule: 'the screen never says done early',
  },
  {
    name: 'a screen that counts nodes by their revision alone',
    wrapping: { service: countsByRevision },
    plan: { faults: ['dashboard killed'] },
    rule: 'the screen never says done early',
  },
  {
    name: 'a screen that goes on counting nodes that another dashboard took',
    wrapping: { service: countsLostNodes },
    plan: { takeover: true, faults: ['agent clock jumps'] },
    rule: 'the screen never shows what is over as current',
  },
  {
    name: 'a store that acknowledges before it writes',
    wrapping: { store: writesLater },
    plan: { faults: ['dashboard killed', 'dashboard host rebooted'] },
    rule: 'no acknowledged order is lost and none is invented',
  },
  {
    name: 'a store that acknowledges what did not fit on its disk',
    wrapping: { store: swallowsFailures },
    plan: { faults: ['dashboard disk full', 'dashboard killed'] },
    rule: 'no acknowledged order is lost and none is invented',
  },
  {
    name: 'a store that refuses what it has written',
    wrapping: { store: refusesWritten },
    rule: 'no acknowledged order is lost and none is invented',
  },
  {
    name: 'an agent that always has a reason to stay reduced',
    wrapping: { machine: parts => new StaysReduced(parts) },
    rule: 'every node serves in full when everything is over',
  },
  {
    name: 'an agent that obeys the policy before people',
    wrapping: { machine: parts => new PolicyBeforePeople(parts) },
    plan: { policy: true },
    rule: 'what is ordered is in force soon after everything is well',
  },
  {
    name: 'a policy that takes two steps at once',
    wrapping: { service: jumps },
    plan: { policy: true },
    rule: 'the policy takes one step a minute',
  },
  {
    name: 'a store that rewrites its audit',
    wrapping: { store: rewritesAudit },
    plan: { faults: ['agent killed'] },
    rule: 'the audit chain holds',
  },
  {
    name: 'a restored store that does not ask what nodes still hold',
    wrapping: { store: keepsNothing },
    plan: { faults: ['agent clock jumps'], restore: true },
    rule: 'a restore or takeover ends no measure',
  },
]
