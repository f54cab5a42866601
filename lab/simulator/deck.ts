import {
  type AgentStatus,
  type LeaseSet,
  parse,
  tierAppliedShape,
  tierRefusedShape,
} from '@stormdeck/protocol'
import type { TierState } from '../../lib/domain/fleet-state.ts'
import type { Store } from '../../lib/server/store/store.ts'
import type { IssuerClock } from '../../lib/server/tiers/issuer-clock.ts'
import type { Keys } from '../../lib/server/tiers/keys.ts'
import type { NodeTarget, SendAnswer, SendLeaseSet } from '../../lib/server/tiers/send-lease-set.ts'
import { createTierService, type TierService } from '../../lib/server/tiers/tier-service.ts'
import type { AgentHost } from './agent-host.ts'
import type { DeckDisk } from './faulty-database.ts'
import { ask, type Road } from './network.ts'
import type { Random } from './random.ts'
import { readingOf } from './reading-of.ts'
import type { Timeline } from './timeline.ts'
import type { Wrapping } from './wrapping.ts'

const POLL_MS = 1_000
export const POLL_DEADLINE_MS = 1_500
const SEND_DEADLINE_MS = 1_000
const STARTUP_MS = 50

export type DeckParts = {
  time: Timeline
  random: Random
  disk: DeckDisk
  hosts: readonly AgentHost[]
  keys: Keys
  checkSignatures: boolean
  wrapping?: Wrapping | undefined
}

/** A dashboard process: the shipped tier service and store, on a host whose clocks and disk fail as told. */
export class Deck {
  service: TierService | null = null
  readonly roads: Map<string, Road>
  wallOffsetMs = 0
  /** Last status of each node, as the collector of this process has it. */
  readonly heard = new Map<string, { status: AgentStatus; at: number }>()
  /** Errors that were reported behind the back of a call. */
  readonly errors: unknown[] = []
  startedAt = 0
  /** How often the process was started, and the revision it began with. */
  starts = 0
  revisionAtStart = 0
  /** The newest set that this process knows its store to have, and since when; `null` before it has read it. */
  newest: { issuer: string; epoch: number; revision: number; since: number } | null = null
  /** This process has begun its epoch; before that it sends nothing. */
  hasBegun = false
  /** The host was rebooted with a wall clock that had been moved: ends are counted from it. */
  clockWasMoved = false
  readonly #parts: DeckParts
  #token = { alive: false }
  #boot = 1
  #ids = 0

  constructor(parts: DeckParts) {
    this.#parts = parts
    this.roads = new Map(parts.hosts.map(({ id }) => [id, { cut: false, bad: false }]))
  }

  get clock(): IssuerClock {
    const { time } = this.#parts
    return {
      wallMs: () => 1_750_000_000_000 + time.now + this.wallOffsetMs,
      monoMs: () => time.now + 5_000_000 * this.#boot,
      bootId: `deck-${this.#boot}`,
    }
  }

  get up(): boolean {
    return this.service !== null
  }

  /** Starts the process; a start that fails (full disk) is tried again. */
  start(): void {
    if (this.#token.alive) return
    const { time, disk, keys, random, wrapping = {} } = this.#parts
    const token = { alive: true }
    this.#token = token
    this.heard.clear()
    const later = (ms: number, run: () => void) => time.after(ms, () => token.alive && run())
    const store = this.#watched(
      disk.open(() => this.crash()),
      token,
    )
    const send = this.#sender(token)
    time.settling.pending++
    createTierService({
      store: wrapping.store?.(store, { later, disk }) ?? store,
      keys: () => keys,
      clock: this.clock,
      timers: { after: later },
      send: wrapping.send?.(send) ?? send,
      makeId: () => `L${++this.#ids}-${random.between(0, 1e9)}`,
      onError: error => this.errors.push(error),
    })
      .then(
        service => {
          if (!token.alive) return
          this.service = wrapping.service?.(service) ?? service
          this.startedAt = time.now
          this.starts++
          this.revisionAtStart = service.revision()
          for (const host of this.#parts.hosts) this.#poll(host, token)
        },
        () => {
          if (!token.alive) return
          token.alive = false
          time.after(500, () => this.start())
        },
      )
      .finally(() => {
        time.settling.pending--
      })
  }

  /** The process is gone, without a word. */
  crash(): void {
    this.#token.alive = false
    this.service = null
    this.newest = null
    this.#parts.disk.crashIn = null
  }

  reboot(): void {
    this.crash()
    this.#boot++
    if (this.wallOffsetMs !== 0) this.clockWasMoved = true
  }

  restartAfter(ms: number): void {
    this.#parts.time.after(ms + STARTUP_MS, () => this.start())
  }

  /** Every lease counts on this boot's clock in the store too. Until it does, each start may read its end anew. */
  get endsAreStored(): boolean {
    const running = this.#parts.disk.snapshot().leases?.filter(row => row.ended_at === null) ?? []
    return running.every(row => row.boot_id === null || row.boot_id === this.clock.bootId)
  }

  /** The judged state as the screen has it now; `null` while the process is down. */
  screen(): TierState | null {
    if (this.service === null) return null
    const { time, hosts } = this.#parts
    const readings = hosts.map(host => readingOf(host, this.heard.get(host.id) ?? null, time.now))
    return this.service.state(readings, [], this.clock.wallMs())
  }

  /** The store, with an eye on what it has. */
  #watched(store: Store, token: { alive: boolean }): Store {
    let read: number | null = null
    const note = (issuer: string, { epoch, revision }: { epoch: number; revision: number }) => {
      // What a process that is gone had under way may still come back.
      if (!token.alive) return
      read ??= epoch
      this.hasBegun = epoch !== read
      const same = this.newest?.epoch === epoch && this.newest.revision === revision
      if (!same) this.newest = { issuer, epoch, revision, since: this.#parts.time.now }
    }
    const { readBook, commit } = store.tiers
    const tiers: Store['tiers'] = {
      ...store.tiers,
      readBook: async () => {
        const book = await readBook()
        note(book.issuer, book)
        return book
      },
      commit: async change => {
        const head = await commit(change)
        note(this.newest?.issuer ?? '', change.to)
        return head
      },
    }
    return { ...store, tiers }
  }

  #poll(host: AgentHost, token: { alive: boolean }): void {
    const { time, random } = this.#parts
    const road = this.roads.get(host.id)
    if (!token.alive || road === undefined) return
    let over = false
    const next = (ms: number) => {
      if (over) return
      over = true
      time.after(ms, () => this.#poll(host, token))
    }
    time.after(POLL_DEADLINE_MS, () => next(0))
    const askedAt = time.now
    ask(
      { time, random, road },
      host,
      () => host.status(),
      status => {
        if (over || !token.alive) return
        this.heard.set(host.id, { status, at: time.now })
        this.service?.onStatus({ id: host.id, group: host.group, url: `sim://${host.id}` }, status)
        next(Math.max(0, askedAt + POLL_MS - time.now))
      },
    )
  }

  #sender(token: { alive: boolean }): SendLeaseSet {
    const { time, random, hosts, checkSignatures } = this.#parts
    return (target: NodeTarget, signed) =>
      new Promise<SendAnswer>(resolve => {
        const host = hosts.find(({ id }) => id === target.id)
        const road = this.roads.get(target.id)
        if (!token.alive || host === undefined || road === undefined) return
        time.after(SEND_DEADLINE_MS, () => token.alive && resolve({ kind: 'unreachable', why: 'no answer' }))
        const set = JSON.parse(Buffer.from(signed.payload, 'base64url').toString('utf8')) as LeaseSet
        const sent = { set, at: time.now, checkSignature: checkSignatures }
        ask(
          { time, random, road, carries: set },
          host,
          () => host.put(signed, sent),
          answer => {
            if (!token.alive) return
            const applied = parse(tierAppliedShape, answer.body)
            const refused = parse(tierRefusedShape, answer.body)
            if (answer.status === 200 && applied.ok) resolve({ kind: 'applied', applied: applied.value })
            else if (refused.ok) resolve({ kind: 'refused', refused: refused.value })
          },
        )
      })
  }
}
