import { randomBytes } from 'node:crypto'
import type { AgentStatus } from '@stormdeck/protocol'
import type {
  LeaseChange,
  OrderAnswer,
  PastLease,
  PolicyChange,
  TierImpact,
  TierOrder,
  TierPreview,
} from '../../contract/tier-order.ts'
import type { FleetState, Storm, TierState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { impactOf } from '../../domain/tier/impact.ts'
import type { PolicyMode } from '../../domain/tier/policy-mode.ts'
import type { AuditDraft } from '../audit/audit-chain.ts'
import type { Store } from '../store/store.ts'
import type { TierBook } from '../store/tier-records.ts'
import { createAllowance } from './allowance.ts'
import { watchAuditHeads } from './audit-echo.ts'
import { createEpoch } from './begin-epoch.ts'
import { changePolicy, planFirstPolicy } from './change-policy.ts'
import { describeStanding, type Standing } from './describe-standing.ts'
import { describeState } from './describe-state.ts'
import { startEndings, systemTimers, type Timers } from './end-leases.ts'
import { createGoAbove } from './go-above.ts'
import { type IssuerClock, systemIssuerClock } from './issuer-clock.ts'
import type { Keys } from './keys.ts'
import { openLedger, type Plan } from './ledger.ts'
import { readLeftAlone } from './left-alone.ts'
import { createOrders } from './orders.ts'
import { createOutbid } from './outbid.ts'
import type { Actor } from './plan-order.ts'
import { planRepair } from './plan-repair.ts'
import { planLost, planTaken } from './plan-takeover.ts'
import { createPolicyDriver } from './policy-driver.ts'
import { dryRunPolicy } from './policy-recording.ts'
import type { PolicyMove } from './policy-runner.ts'
import { createReconciler } from './reconciler.ts'
import { createHttpSender, type NodeTarget, type SendLeaseSet } from './send-lease-set.ts'

/** A node that loses leases more often is shown as such, and is no longer work for everybody. */
const REPAIRS = { most: 3, withinMs: 10 * 60_000 } as const

export type TierServiceOptions = {
  store: Store
  /** Read again for every sending, so that a rotation takes effect without a restart. */
  keys: () => Keys
  clock?: IssuerClock
  timers?: Timers
  send?: SendLeaseSet
  makeId?: () => string
  /** Nodes that are expected, as they read now; by default those that `state` was called with last. */
  readings?: () => readonly NodeReading[]
  /** What the policy may do in a store where nobody has decided yet. */
  firstPolicy?: PolicyMode
  /** What went wrong behind the back of a call, e.g. an ending that could not be stored. */
  onError?: (error: unknown) => void
}

/** The switch: orders are stored, then sent, then sent again until every node reports them. */
export type TierService = {
  /** The tiers' part of the judged state. Also drives policy; call it about once a second. */
  state(nodes: NodeReading[], storms: Storm[], now: number): TierState
  /** @throws ApiFailure when it is refused; nothing was changed then */
  order(order: TierOrder, actor: Actor): Promise<OrderAnswer>
  /** Releases or extends one lease. @throws ApiFailure */
  change(leaseId: string, change: LeaseChange, actor: Actor): Promise<OrderAnswer>
  preview(order: TierPreview, fleet: FleetState): TierImpact
  policyMode(): PolicyMode
  setPolicy(change: PolicyChange, actor: Actor): Promise<void>
  /** What `act` would have done in a recorded storm; `null` without a recording. */
  dryRun(stormId: string): Promise<PolicyMove[] | null>
  /** Takes every node that obeys another control plane. @returns their ids */
  takeover(actor: Actor, reason: string): Promise<string[]>
  /** Every status of every agent goes through here. */
  onStatus(target: NodeTarget, status: AgentStatus): void
  history(range: { from: number; to: number; limit: number }): Promise<PastLease[]>
  /** What is ordered and what each node says, for whoever has no screen. */
  standing(): Standing
  /** Revision that an order made now has to name. */
  revision(): number
  /** Sentences about the store and its audit that somebody must see; empty when all is well. */
  problems(): string[]
  /** Ends the claims of nodes to have seen audit entries that are not here. @returns the nodes */
  acknowledge(actor: Actor, reason: string): Promise<string[]>
  /** Writes audit lines that change no order, so that agents get to know of them too. */
  note(drafts: readonly AuditDraft[]): Promise<void>
  close(): void
}

export async function createTierService(options: TierServiceOptions): Promise<TierService> {
  const { store, keys, clock = systemIssuerClock(), timers = systemTimers } = options
  const { makeId = () => `L${randomBytes(9).toString('base64url')}`, onError = () => {} } = options
  const ledger = await openLedger(store, clock)
  const { firstPolicy } = options
  if (firstPolicy !== undefined)
    await ledger.change(book => planFirstPolicy(book, firstPolicy)).catch(onError)
  const sender = options.send === undefined ? createHttpSender() : { send: options.send, close: () => {} }
  const inBackground = (work: Promise<unknown>) => void work.catch(onError)
  /** Planned once beside the queue, so that a status that changes nothing waits for nobody. */
  const changeIfAny = async (plan: (book: TierBook) => Plan | null): Promise<void> => {
    if (plan(ledger.book()) !== null) await ledger.change(plan)
  }
  const goAbove = createGoAbove({ ledger, store, clock, onCaughtUp: () => reconciler.pushAll() })
  const echo = await watchAuditHeads({
    ledger,
    store,
    clock,
    onError,
    onSettled: id => reconciler.push(id),
  })
  const outbid = createOutbid({ ledger, clock })
  const repairs = createAllowance({ ...REPAIRS, nowMs: clock.monoMs })
  const repairing = new Set<string>()

  const reconciler = createReconciler({
    book: ledger.book,
    mayTell: () => epoch.begun(),
    keys,
    clock,
    send: sender.send,
    onAhead: link => inBackground(goAbove(link)),
    onLost: (link, lost) => {
      const { id } = link.target
      if (repairing.has(id) || !repairs.left(id)) return
      repairing.add(id)
      inBackground(
        ledger
          .change(book => planRepair(book, id, lost, clock))
          // Only what was stored counts: a node is not broken because our disk was full.
          .then(() => repairs.use(id))
          .finally(() => repairing.delete(id)),
      )
    },
    onOwn: link => {
      echo.hear(link)
      if (planTaken(ledger.book(), [link]) === null) return
      // Many nodes are taken at once: the first of these changes notes all that have answered.
      inBackground(ledger.change(book => planTaken(book, reconciler.links().values())))
    },
    onForeign: link => {
      inBackground(outbid(link))
      inBackground(changeIfAny(book => planLost(book, link, clock)))
    },
    maySend: echo.settled,
  })
  ledger.onChange(reconciler.pushAll)
  const epoch = createEpoch({ ledger, clock, timers, onError }, reconciler.pushAll)
  await epoch.attempt()
  const endings = startEndings(ledger, clock, timers)
  let stated: readonly NodeReading[] = []
  const { readings: expected = () => stated } = options
  // Nothing that the audit says may keep the switch from starting.
  const leftAlone = await readLeftAlone(store.audit, clock).catch(error => {
    onError(error)
    return new Map<string, number>()
  })
  const policy = createPolicyDriver({ ledger, store, clock, makeId, leftAlone, onError })
  const orders = createOrders({
    ledger,
    store,
    clock,
    makeId,
    links: reconciler.links,
    nodes: expected,
    onPolicyReleased: policy.leaveAlone,
    onError,
  })

  return {
    state: (readings, storms, now) => {
      stated = readings
      for (const id of reconciler.keepListed(new Set(readings.map(node => node.id)))) echo.forget(id)
      policy.look(readings, storms, now)
      return describeState(ledger.book(), readings, reconciler.links(), clock)
    },
    order: (order, actor) => epoch.begin().then(() => orders.order(order, actor)),
    change: (id, change, actor) => epoch.begin().then(() => orders.change(id, change, actor)),
    takeover: (actor, reason) => epoch.begin().then(() => orders.takeover(actor, reason)),
    preview: (order, fleet) => impactOf(fleet, order),
    policyMode: () => ledger.book().policyMode,
    setPolicy: (change, actor) => changePolicy(ledger, change, { clock, actor }),
    dryRun: stormId => dryRunPolicy(store, stormId),
    onStatus: reconciler.onStatus,
    history: async range => (await store.tiers.readLeases(range)).map(toPast),
    standing: () => describeStanding(ledger.book(), reconciler.links(), expected(), clock),
    revision: () => ledger.book().revision,
    problems: echo.problems,
    acknowledge: echo.acknowledge,
    note: drafts => ledger.note(drafts),
    close: () => {
      epoch.close()
      endings.close()
      policy.close()
      reconciler.close()
      sender.close()
    },
  }
}

function toPast({
  id,
  tier,
  scope,
  origin,
  by,
  reason,
  startedAt,
  endsAt,
  endedAt,
  endedHow,
}: PastLease): PastLease {
  return { id, tier, scope, origin, by, reason, startedAt, endsAt, endedAt, endedHow }
}
