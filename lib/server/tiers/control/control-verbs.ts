import { integer, nullable, object, oneOf, type Shape, text } from '@stormdeck/protocol'
import { leaseChangeShape, tierOrderShape } from '../../../contract/tier-order.ts'
import { POLICY_MODES } from '../../../domain/tier/policy-mode.ts'
import type { AuditWatch } from '../../audit/audit-watch.ts'
import type { Store } from '../../store/store.ts'
import type { Actor } from '../plan-order.ts'
import type { TierService } from '../tier-service.ts'

/** What the command line can ask of whoever holds the data folder: the running app, or itself. */
export type ControlParts = { tiers: TierService; store: Store; audit: AuditWatch }

type Verb<I, O> = { shape: Shape<I>; run: (parts: ControlParts, input: I, actor: Actor) => Promise<O> }
const verb = <I, O>(shape: Shape<I>, run: Verb<I, O>['run']): Verb<I, O> => ({ shape, run })

const reason = object({ reason: text(280) })

/** The same rules and the same audit as the browser has, by another way. */
export const CONTROL_VERBS = {
  order: verb(tierOrderShape, ({ tiers }, order, actor) => tiers.order(order, actor)),
  change: verb(object({ id: text(40, 1), change: leaseChangeShape }), ({ tiers }, { id, change }, actor) =>
    tiers.change(id, change, actor),
  ),
  takeover: verb(reason, async ({ tiers }, { reason: why }, actor) => ({
    nodes: await tiers.takeover(actor, why),
  })),
  policy: verb(object({ mode: oneOf(POLICY_MODES), reason: text(280) }), async ({ tiers }, change, actor) => {
    await tiers.setPolicy(change, actor)
    return { mode: tiers.policyMode() }
  }),
  list: verb(object({ limit: nullable(integer(1, 500)) }), async ({ tiers }, { limit }) => ({
    ...tiers.standing(),
    past: limit === null ? [] : await tiers.history({ from: 0, to: Date.now(), limit }),
  })),
  verify: verb(object({}), ({ audit }) => audit.verify()),
  acknowledge: verb(reason, async ({ tiers }, { reason: why }, actor) => ({
    nodes: await tiers.acknowledge(actor, why),
  })),
  backup: verb(object({ path: text(4_096, 1) }), async ({ store }, { path }) => {
    await store.backup(path)
    return { path }
  }),
  noteRotation: verb(object({ keyId: text(64, 1) }), async ({ tiers }, { keyId }, actor) => {
    const line = { at: Date.now(), ...actor, action: 'key.rotate', subject: keyId, reason: '', before: null }
    await tiers.note([{ ...line, after: { keyId } }])
    return { keyId }
  }),
}

export type ControlVerb = keyof typeof CONTROL_VERBS
export type ControlInput<V extends ControlVerb> = Parameters<(typeof CONTROL_VERBS)[V]['run']>[1]
export type ControlOutput<V extends ControlVerb> = Awaited<ReturnType<(typeof CONTROL_VERBS)[V]['run']>>
