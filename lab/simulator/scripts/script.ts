import type { Tier } from '@stormdeck/protocol'
import type { Reboot } from '../host-disk.ts'
import type { NODES } from '../world.ts'

export type NodeId = (typeof NODES)[number]['id']
/** A process with a disk of its own. */
export type Place = 'dashboard' | NodeId

/** One thing that happens. Scopes are spelled as on the command line: `fleet`, `group:eu`, `node:ws-1`. */
export type Deed =
  | { order: Tier; scope: string; forMs?: number }
  | { release: string }
  | { extend: string; forMs: number }
  /** Roads on which nothing passes, and does again. */
  | { cut: readonly NodeId[] }
  | { join: readonly NodeId[] }
  /** SIGSTOP and SIGCONT. */
  | { stop: NodeId }
  | { goOn: NodeId }
  /** SIGKILL, and a new process on the same disk. */
  | { kill: Place }
  | { start: Place }
  | { fill: Place }
  | { empty: Place }
  /** Of a node that is down. */
  | { cutJournal: NodeId; toBytes: number }
  /** A backup; and a restore of it, with the dashboard down. */
  | { backUp: true }
  | { restore: true }
  /** Nodes hold (are ordered) these tiers within 2 s, or sooner where it is said. */
  | { holds: Partial<Record<NodeId, Tier>>; withinMs?: number }

/** What only made-up time and hosts can do. */
export type SimulatedDeed =
  /** A host goes down and comes back, on its own time; `how`: what is left of what was not synced. */
  | { reboot: Place; how?: Reboot }
  | { jump: Place; byMs: number }
  /** The other dashboard takes every node over, and is the one that is meant from now on. */
  | { takeOver: true }
  /** The dashboard that lost its nodes is started again, with a clock that runs ahead. */
  | { formerStartsAgain: true; aheadByMs: number }
  /** Of a node that is down: what it stored last cannot be read, so that it falls back to the set before. */
  | { damageNewest: NodeId }
  /** The dashboard dies at its n-th statement from now. */
  | { dieAtStatement: number }

export type Step<D = Deed> = D & {
  /** Ms after the beginning, or as soon after as the steps before are done. */
  at: number
}

/** A history with a name, small enough to be read. At its end every rule holds, and everything runs. */
export type Script<D = Deed> = {
  /** What holds now and once did not. */
  name: string
  steps: readonly Step<D>[]
}

/** Everything is back within this, ms. */
export const HOLDS_WITHIN_MS = 2_000
