import type { AgentStatus, Tier } from '@stormdeck/protocol'
import type { NodeTarget } from './send-lease-set.ts'

/** What a node last said about its tier, by its status or by its answer to a sending. */
export type NodeSays = {
  issuer: string | null
  epoch: number
  revision: number
  ordered: Tier
  effective: Tier
  /** False: in force, and gone when the process is. */
  durable: boolean
  auditHead: string | null
  /** Leases it holds, as it reports them. */
  leases: AgentStatus['tier']['leases']
  /** When it said so, on the issuer's monotonic clock; what was left of a lease was left then. */
  heardAtMono: number
}

/** One node as the reconciler knows it. */
export type NodeLink = {
  target: NodeTarget
  says: NodeSays | null
  adapter: AgentStatus['node']['adapter'] | null
  enforces: readonly Tier[] | null
  boot: string | null
  /** A sending is on its way; there is never a second one. */
  sending: boolean
  /** When the last sending began, on the issuer's monotonic clock. */
  sentAtMono: number
  /** Something changed while it was on its way: send again when it is back. */
  again: boolean
  /** Index into the list of signing keys, moved on when the agent does not know a key. */
  keyIndex: number
  /** Why the last sending did not succeed, in words; `null` when it did. */
  failure: string | null
  /** Its leases are being kept. */
  catchingUp: boolean
  /** Newest set of it that this store knows to the full, although it never gave it out. */
  caughtUpTo: { epoch: number; revision: number } | null
  /** Claims a revision that this store never gave out, again after the store went above it once. */
  ahead: boolean
  /** Answers every outbidding of a takeover with a newer epoch; for now it is outbid no more. */
  outbidsUs: boolean
  /** When it was heard to obey this store under an epoch of before a takeover by another; `null` when it was not. */
  backAtMono: number | null
}

export function makeLink(target: NodeTarget): NodeLink {
  return {
    target,
    says: null,
    adapter: null,
    enforces: null,
    boot: null,
    sending: false,
    sentAtMono: Number.NEGATIVE_INFINITY,
    again: false,
    keyIndex: 0,
    failure: null,
    catchingUp: false,
    caughtUpTo: null,
    ahead: false,
    outbidsUs: false,
    backAtMono: null,
  }
}

/** Takes over what a status says. */
export function hear(link: NodeLink, status: AgentStatus, heardAtMono: number): void {
  const { tier, node } = status
  link.says = {
    issuer: tier.issuer,
    epoch: tier.epoch ?? 0,
    revision: tier.revision ?? 0,
    ordered: tier.ordered,
    effective: tier.effective,
    durable: tier.durable,
    auditHead: tier.auditHead,
    leases: tier.leases,
    heardAtMono,
  }
  if (link.boot !== node.boot) {
    link.boot = node.boot
    // A restarted agent may have been configured with a newer key.
    link.keyIndex = 0
    link.ahead = false
  }
  link.adapter = node.adapter
  link.enforces = node.enforces
}
