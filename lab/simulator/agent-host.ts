import { type AgentStatus, compareRevision, type Lease, type LeaseSet, type Tier } from '@stormdeck/protocol'
import { statusSample } from '../../lib/server/collector/test/status-sample.ts'
import { LIMIT_SETTINGS, poolThresholds } from '../../packages/agent/src/limits/limits.ts'
import { PoolProtection } from '../../packages/agent/src/limits/pool-protection.ts'
import { NOTE_EVERY_MS } from '../../packages/agent/src/tier/lease-journal.ts'
import { type PutAnswer, TierMachine } from '../../packages/agent/src/tier/tier-machine.ts'
import { type Keys, verifySet } from '../../packages/agent/src/tier/verify-set.ts'
import { HostDisk, REBOOTS, type Reboot } from './host-disk.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'
import type { Machine, TierStatus, Wrapping } from './wrapping.ts'

const TICK_MS = 250
/** Event loop of a busy process: late enough for fan-out to be what runs out. */
const BUSY_LAG_MS = 400
export const CLIMB_STEP_MS = 1_000
const LIMITS = { ...LIMIT_SETTINGS, mode: 'enforce', connections: 1_000 } as const
export const POOL = poolThresholds(LIMITS.connections)

type HostParts = { time: Timeline; random: Random; keys: Keys; wrapping?: Wrapping | undefined }

/** One host with a server on it: the shipped tier machine, on a disk and clocks that fail as told. */
export class AgentHost {
  readonly id: string
  readonly group: string
  /** `null` while the process is down. */
  machine: Machine | null = null
  /** Stopped (SIGSTOP): what arrives waits. */
  paused = false
  readonly disk: HostDisk
  /** Sessions it has; from its soft limit on it protects itself. */
  connections = 100
  /** When it was last started, went on, or was joined or left by many. */
  changedAt = 0
  /** Its event loop is late: what the policy steps in for. */
  busy = false
  wallOffsetMs = 0
  /** Newest set of each issuer that it enforced in full when it was asked: what a screen may call done. */
  readonly enforced = new Map<string, { epoch: number; revision: number }>()
  /** When its journal was last hurt. */
  hurtAt = Number.NEGATIVE_INFINITY
  /** How many times the process was started; part of its boot id in the status. */
  starts = 0
  /** Steps of the effective tier, for the checker. */
  readonly steps: { at: number; from: Tier; to: Tier; starts: number }[] = []
  /** Sets that were applied: when they were signed, and when they arrived. */
  readonly arrivals: { revision: number; epoch: number; issuer: string; sentAt: number; at: number }[] = []
  /** Newest set that was acknowledged as durable; the journal may not fall below it. */
  durable: { issuer: string; epoch: number; revision: number } | null = null
  /** Sets that it said it had stored and that its journal does not hold. */
  readonly notStored: string[] = []
  /** How much later than ordered a lease may end, since reboots have cost what was not noted of its time yet. */
  unnotedMs = 0
  /** The disk lost or tore something since, so that a fall is allowed. */
  journalHurt = false
  readonly #time: Timeline
  readonly #random: Random
  readonly #keys: Keys
  readonly #makeMachine: NonNullable<Wrapping['machine']>
  /** Number of the start that has not been killed. */
  #starting = 0
  #bootedAt = 0
  #hostBoot = 1
  #waiting: { run: () => void; lost: () => void }[] = []
  readonly #underWay = new Set<{ set: LeaseSet }>()

  constructor(name: { id: string; group: string }, parts: HostParts) {
    this.id = name.id
    this.group = name.group
    this.#time = parts.time
    this.#random = parts.random
    this.#keys = parts.keys
    this.disk = new HostDisk({
      now: () => parts.time.now,
      random: parts.random,
      onTorn: () => {
        this.hurtAt = parts.time.now
        this.kill()
      },
    })
    this.#makeMachine = parts.wrapping?.machine ?? (machine => new TierMachine(machine))
  }

  start(): void {
    if (this.machine !== null) return
    this.starts++
    this.#starting = this.starts
    const { unnotedSince } = this.disk
    const machine: Machine = this.#makeMachine({
      node: { id: this.id, group: this.group, enforces: [1, 2, 3, 4, 5] },
      keys: this.#keys,
      clock: {
        boot: () => this.#time.now - this.#bootedAt,
        wall: () => 1_750_000_000_000 + this.#time.now + this.wallOffsetMs,
        bootId: () => `${this.id}-${this.#hostBoot}`,
      },
      disk: this.disk.open(),
      climbStepMs: CLIMB_STEP_MS,
      onChange: () => {
        const before = this.steps.at(-1)
        const from = before?.starts === this.starts ? before.to : first
        this.steps.push({ at: this.#time.now, from, to: machine.effective, starts: this.starts })
      },
    })
    const first = machine.effective
    // The write after a reboot may have been cut, and took the process with it.
    if (this.#starting !== this.starts) return
    this.machine = machine
    this.changedAt = this.#time.now
    if (unnotedSince !== null) this.unnotedMs += this.#time.now - unnotedSince
    const protection = new PoolProtection()
    const tick = () => {
      if (this.machine !== machine) return
      if (!this.paused) {
        machine.tick()
        if (protection.look(LIMITS, this.connections))
          machine.protect(protection.active ? 'soft-limit' : null)
      }
      this.#time.after(TICK_MS, tick)
    }
    this.#time.after(this.#random.between(1, TICK_MS), tick)
  }

  kill(): void {
    this.machine = null
    this.#starting = 0
    this.paused = false
    for (const { lost } of this.#waiting) lost()
    this.#waiting = []
  }

  /** @param how notes that the kernel had not written yet are on disk, or not, or in part; in turn when left out */
  reboot(how: Reboot = REBOOTS[this.#hostBoot % REBOOTS.length] ?? 'orderly'): void {
    const { disk } = this
    const { now } = this.#time
    const noting =
      this.machine !== null && !this.paused && !disk.noteFailed && now - this.changedAt > 2 * TICK_MS
    const noted = noting && how === 'orderly' ? now - NOTE_EVERY_MS - 2 * TICK_MS : 0
    disk.unnotedSince ??= Math.max(disk.storedAt, noted)
    disk.goDown(how)
    this.kill()
    this.#hostBoot++
    this.#bootedAt = now
  }

  /** Sessions come or go. */
  crowd(connections: number): void {
    this.connections = connections
    this.changedAt = this.#time.now
  }

  pause(): void {
    this.paused = this.machine !== null
  }

  resume(): void {
    if (this.paused) this.changedAt = this.#time.now
    this.paused = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const { run } of waiting) run()
  }

  /** Of a process that is down: something happens to its journal. */
  hurtJournal(how: (disk: HostDisk) => void = disk => disk.hurt()): void {
    this.journalHurt = true
    this.hurtAt = this.#time.now
    how(this.disk)
  }

  /** Something reaches the process: at once, when it goes on, or never (`lost`). */
  reach(run: () => void, lost: () => void): void {
    if (this.machine === null) lost()
    else if (this.paused) this.#waiting.push({ run, lost })
    else run()
  }

  /** A set was sent here. @returns call it when the set has arrived or is lost */
  expect(set: LeaseSet): () => void {
    const entry = { set }
    this.#underWay.add(entry)
    return () => this.#underWay.delete(entry)
  }

  /** Leases it holds that no newer set under way to it, on the road or in its socket, takes away. */
  lasting(): Lease[] {
    const held = this.machine?.status()
    if (held === undefined) return []
    const { issuer } = held
    const now = { epoch: held.epoch ?? 0, revision: held.revision ?? 0 }
    const newer = [...this.#underWay].filter(
      ({ set }) => set.issuer === issuer && compareRevision(set, now) > 0,
    )
    return held.leases.filter(({ id }) => newer.every(({ set }) => set.leases.some(other => other.id === id)))
  }

  /** A set arrives. `checkSignature` off skips the arithmetic of Ed25519 and nothing else. */
  put(body: unknown, sent: { set: LeaseSet; at: number; checkSignature: boolean }): PutAnswer | null {
    const { machine } = this
    if (machine === null) return null
    const verified = sent.checkSignature ? verifySet(body, this.#keys) : { ok: true as const, set: sent.set }
    const answer = verified.ok ? machine.apply(verified.set) : machine.put(body)
    // A write that was cut took the process with it; nobody hears an answer.
    if (this.machine === null) return null
    if (answer.status === 200 && 'durable' in answer.body) {
      const { issuer } = sent.set
      const { epoch, revision, durable } = answer.body
      this.unnotedMs = 0
      this.arrivals.push({ issuer, epoch, revision, sentAt: sent.at, at: this.#time.now })
      if (durable) {
        if (!this.disk.holds({ epoch, revision })) this.notStored.push(`${issuer} ${epoch}.${revision}`)
        this.durable = { issuer, epoch, revision }
        this.journalHurt = false
      }
    }
    return answer
  }

  status(): AgentStatus | null {
    const { machine } = this
    if (machine === null) return null
    machine.tick()
    // A note that was cut took the process with it.
    if (this.machine === null) return null
    const sample = statusSample()
    const tier = machine.status()
    if (tier.effective === tier.ordered) this.#noteEnforced(tier)
    return {
      ...sample,
      node: {
        ...sample.node,
        id: this.id,
        group: this.group,
        boot: `${this.id}-${this.starts}`,
        enforces: [1, 2, 3, 4, 5],
      },
      loop: { lagMsP99: this.busy ? BUSY_LAG_MS : 1, lagMsMax: BUSY_LAG_MS },
      tier: { ...tier, sessionsUnder: 1 },
    }
  }

  #noteEnforced({ issuer, epoch, revision }: TierStatus): void {
    if (issuer === null || epoch === null || revision === null) return
    const before = this.enforced.get(issuer)
    if (before === undefined || compareRevision({ epoch, revision }, before) > 0)
      this.enforced.set(issuer, { epoch, revision })
  }
}
