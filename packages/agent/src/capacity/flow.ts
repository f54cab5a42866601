import { performance } from 'node:perf_hooks'
import { POLL_INTERVAL_MS, UNMEASURED_ACCEPTS_PER_SECOND, windowMs } from '@stormdeck/protocol'
import type { AdmissionQueue } from './admission-queue.ts'
import { Capacity } from './capacity.ts'
import { Tickets } from './tickets.ts'

export type FlowParts = {
  group: string
  /** Known capacity, sessions a second; `null`: measured. */
  acceptsPerSecond: number | null
  /** Shared by the nodes of a group; `null`: no tickets. */
  ticketKey: string | Buffer | null
  wall: () => number
  queue: AdmissionQueue
}

/** How fast sessions can come, and what is told to those that have to wait. */
export class Flow {
  readonly queue: AdmissionQueue
  readonly tickets: Tickets | null
  readonly #known: number | null
  readonly #measured = new Capacity()
  #workers = 1
  #acceptedBefore = 0
  #utilization = performance.eventLoopUtilization()

  constructor({ group, acceptsPerSecond, ticketKey, wall, queue }: FlowParts) {
    this.queue = queue
    this.#known = acceptsPerSecond
    this.tickets = ticketKey === null ? null : new Tickets(group, ticketKey, wall)
  }

  /** Workers that are one node with this one, itself among them: they share what is ordered or assumed for the node. */
  get workers(): number {
    return this.#workers
  }

  set workers(workers: number) {
    this.#workers = workers
    if (this.tickets) this.tickets.workers = workers
  }

  /** Sessions a second this node can accept; `null`: not known yet. */
  get perSecond(): number | null {
    return this.#known ?? this.#measured.perSecond
  }

  /** The window for this many clients, ms. */
  windowMs(clients: number): number {
    return windowMs(clients, this.perSecond)
  }

  /** max(5 s, clients ÷ poll capacity): every poll costs what an accept costs at most. */
  pollIntervalMs(clients: number): number {
    const perSecond = this.perSecond ?? UNMEASURED_ACCEPTS_PER_SECOND
    return Math.max(POLL_INTERVAL_MS, Math.ceil((clients * 1_000) / perSecond))
  }

  /** @param accepted sessions accepted since start */
  eachSecond(accepted: number): void {
    const utilization = performance.eventLoopUtilization()
    const {
      utilization: busyRatio,
      idle,
      active,
    } = performance.eventLoopUtilization(utilization, this.#utilization)
    this.#utilization = utilization
    // A loop that stood still comes to its seconds late.
    const seconds = Math.max(1, (idle + active) / 1_000)
    this.#measured.sample((accepted - this.#acceptedBefore) / seconds, busyRatio, this.queue.length > 0)
    this.#acceptedBefore = accepted
  }
}
