import {
  type AgentStatus,
  type LeaseSet,
  type LOCAL_REASONS,
  TIER_REFUSALS,
  type Tier,
  type TierApplied,
  type TierRefusal,
  type TierRefused,
} from '@stormdeck/protocol'
import type { Clock } from '../clock/clock.ts'
import { CLIMB_STEP_MS, type Climb, climb, climbLeftMs } from './climb.ts'
import { applySet, type Held, nearestEnforced, orderedNow, running, toldLease } from './held-leases.ts'
import type { JournalDisk } from './journal-file.ts'
import { LeaseJournal } from './lease-journal.ts'
import { type Keys, verifySet } from './verify-set.ts'

export type LocalReason = Exclude<(typeof LOCAL_REASONS)[number], 'climbing'>

export type TierMachineParts = {
  node: { id: string; group: string; enforces: readonly Tier[] }
  keys: Keys
  clock: Pick<Clock, 'boot' | 'wall' | 'bootId'>
  /** `null`: nowhere to store; orders apply and are reported as not durable. */
  disk: JournalDisk | null
  climbStepMs?: number
  /** Called after `effective` or `unprotected` has changed. */
  onChange?: () => void
  /** Called with every set that was accepted, for processes that follow this one. */
  onApplied?: (set: LeaseSet) => void
  onError?: (error: unknown) => void
}

export type PutAnswer = { status: number; body: TierApplied | TierRefused }

/**
 * The tier a node enforces: signed lease sets in, effective tier out, nothing else. Clock and disk are given, so the
 * same code runs in a server and in a simulator. `tick` is called at least twice a second.
 */
export class TierMachine {
  readonly #parts: TierMachineParts
  readonly #stepMs: number
  readonly #journal: LeaseJournal
  #held: Held | null = null
  #climb: Climb
  #local: { reason: LocalReason; since: number } | null = null
  #effective: Tier
  #since: number
  /** Sets refused since start, by reason. */
  readonly refused: Partial<Record<TierRefusal, number>> = {}
  /** What happened at start that a person should know; `null`: nothing. */
  notice: string | null = null

  constructor(parts: TierMachineParts) {
    this.#parts = parts
    this.#stepMs = parts.climbStepMs ?? CLIMB_STEP_MS
    this.#journal = new LeaseJournal(parts)
    const { held, notice } = this.#journal.restore()
    this.#held = held
    this.notice = notice
    this.#climb = { effective: this.#target, nextStepAtMs: null }
    this.#effective = this.#climb.effective
    this.#since = parts.clock.wall()
  }

  /** What the running leases order. */
  get ordered(): Tier {
    return orderedNow(this.#held, this.#parts.clock.boot())
  }

  /** What this node can do of what is ordered. */
  get #target(): Tier {
    return nearestEnforced(this.ordered, this.#parts.node.enforces)
  }

  /** What new sessions get: what is ordered, or less while climbing or protecting itself. */
  get effective(): Tier {
    return this.#effective
  }

  /** The tier in force without what local protection adds: that degrades new sessions only. */
  get unprotected(): Tier {
    return this.#climb.effective
  }

  get revision(): number {
    return this.#held?.revision ?? 0
  }

  /** Sessions a second to move away, of the running leases the fastest; `null`: open sessions stay. */
  get drainPerSecond(): number | null {
    const rates = running(this.#held, this.#parts.clock.boot()).map(entry => entry.lease.drainPerSecond ?? 0)
    const fastest = Math.max(0, ...rates)
    return fastest > 0 ? fastest : null
  }

  /** Handles the body of `PUT /stormdeck/v1/tier`: verified, applied, stored, then answered. */
  put(body: unknown): PutAnswer {
    const verified = verifySet(body, this.#parts.keys)
    return verified.ok ? this.apply(verified.set) : this.#refuse(verified.error, verified.message)
  }

  /** Applies a set whose signature holds. */
  apply(set: LeaseSet): PutAnswer {
    const { clock, node } = this.#parts
    const result = applySet(this.#held, set, node, { bootMs: clock.boot(), wallMs: clock.wall() })
    if (!result.ok) return this.#refuse(result.error, result.message)
    this.#held = result.held
    if (result.changed || !this.#journal.durable) this.#journal.store(result.held)
    this.tick()
    this.#parts.onApplied?.(set)
    const { epoch, revision } = result.held
    return {
      status: 200,
      body: {
        epoch,
        revision,
        ordered: this.ordered,
        effective: this.#effective,
        durable: this.#journal.durable,
      },
    }
  }

  /** The held set with what is left of each lease now; `null`: none is held. */
  currentSet(): LeaseSet | null {
    const held = this.#held
    const { clock, node } = this.#parts
    if (!held) return null
    const { issuer, epoch, revision, auditHead } = held
    const leases = running(held, clock.boot()).map(entry => toldLease(entry, clock.boot()))
    const format = 'stormdeck.lease-set.v1'
    return {
      format,
      issuer,
      epoch,
      revision,
      audience: node.id,
      issuedAt: clock.wall(),
      takeover: true,
      auditHead,
      leases,
    }
  }

  /** Local protection begins (`reason`) or ends (`null`). It only ever degrades (F22). */
  protect(reason: LocalReason | null): void {
    if (reason === (this.#local?.reason ?? null)) return
    this.#local = reason === null ? null : { reason, since: this.#parts.clock.wall() }
    this.tick()
  }

  /** Looks at the clock: ends leases, climbs, notes what is left. */
  tick(): void {
    this.#journal.noteProgress(this.#held)
    const { clock, onChange } = this.#parts
    const unprotected = this.unprotected
    this.#climb = climb(this.#climb, this.#target, clock.boot(), this.#stepMs)
    const effective = Math.max(this.unprotected, this.#local ? 2 : 1) as Tier
    if (effective === this.#effective && unprotected === this.unprotected) return
    if (effective !== this.#effective) this.#since = clock.wall()
    this.#effective = effective
    onChange?.()
  }

  /** The `tier` part of the status, without what depends on open sessions. */
  status(): Omit<AgentStatus['tier'], 'sessionsUnder'> {
    const { clock, node } = this.#parts
    const bootMs = clock.boot()
    const ordered = this.ordered
    return {
      issuer: this.#held?.issuer ?? null,
      epoch: this.#held?.epoch ?? null,
      revision: this.#held?.revision ?? null,
      leases: running(this.#held, bootMs).map(entry => toldLease(entry, bootMs)),
      ordered,
      unenforced: node.enforces.includes(ordered) ? null : ordered,
      effective: this.#effective,
      since: this.#since,
      local: this.#localStatus(bootMs),
      durable: this.#journal.durable,
      auditHead: this.#held?.auditHead ?? null,
    }
  }

  close(): void {
    this.#journal.close()
  }

  #localStatus(bootMs: number): AgentStatus['tier']['local'] {
    const target = this.#target
    if (this.#effective <= target) return null
    if (this.#local && this.unprotected <= 2) return { ...this.#local, longestMs: null }
    return {
      reason: 'climbing',
      since: this.#since,
      longestMs: climbLeftMs(this.#climb, target, bootMs, this.#stepMs),
    }
  }

  #refuse(error: TierRefusal, message: string): PutAnswer {
    this.refused[error] = (this.refused[error] ?? 0) + 1
    const held = this.#held
    return {
      status: TIER_REFUSALS[error],
      body: {
        error,
        message: message.slice(0, 400),
        held: held && { issuer: held.issuer, epoch: held.epoch, revision: held.revision, since: held.since },
      },
    }
  }
}
