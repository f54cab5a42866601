import { CLIENT_VERSION_PARAMETER, RECONNECT_PARAMETER } from '@stormdeck/protocol'
import { WebSocket } from 'ws'
import { visitorHeaders } from '../fleet/visitor-address.ts'
import { runPart } from '../process/run-part.ts'
import { BurstClock } from './burst-clock.ts'
import { Pacer } from './pacer.ts'
import { STORM_CAPS, type StormPlan, type StormTarget } from './storm-plan.ts'

const TICK_MS = 10
const REPORT_EVERY_MS = 250

/** What happened to the attempts on one node so far. */
export type StormCount = {
  attempts: number
  accepted: number
  /** By HTTP status. */
  refused: Record<string, number>
  /** Reset, refused by the kernel, or silent for 10 s. */
  failed: number
  /** Not made, since too many were still open. */
  heldBack: number
}

export type StormOrder = { kind: 'start'; plan: StormPlan }
export type StormReport =
  | { kind: 'ready' }
  /** The lab's clock at the attempt that made it a burst, epoch ms. */
  | { kind: 'burst'; node: string; at: number }
  | { kind: 'count'; nodes: Record<string, StormCount> }
  | { kind: 'done'; nodes: Record<string, StormCount> }

/** Clients of one node that lost their server and retry at once, for ever, without backoff. */
class Stampede {
  readonly count: StormCount = { attempts: 0, accepted: 0, refused: {}, failed: 0, heldBack: 0 }
  readonly #target: StormTarget
  readonly #plan: StormPlan
  readonly #pacer: Pacer
  readonly #clock: BurstClock
  #open = 0

  constructor(target: StormTarget, plan: StormPlan, onBurst: (at: number) => void) {
    this.#target = target
    this.#plan = plan
    this.#pacer = new Pacer(plan.attemptsPerSecond, performance.now())
    this.#clock = new BurstClock(onBurst)
  }

  tick(): void {
    for (let due = this.#pacer.due(performance.now()); due > 0; due--) {
      if (this.#open < STORM_CAPS.openAtOncePerNode) this.#attempt()
      else this.count.heldBack++
    }
  }

  #attempt(): void {
    const client = this.count.attempts++ % Math.ceil(this.#plan.attemptsPerSecond)
    const url = new URL(this.#target.serviceUrl)
    url.searchParams.set(CLIENT_VERSION_PARAMETER, this.#plan.clientVersion)
    url.searchParams.set(RECONNECT_PARAMETER, '1')
    this.#open++
    this.#clock.attempt(performance.timeOrigin + performance.now())
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      headers: visitorHeaders(`storm-${this.#target.id}`, client),
    })
    let outcome: 'accepted' | 'refused' | null = null
    socket.on('upgrade', response => {
      outcome = 'accepted'
      this.count.accepted++
      // The application crashes on its session and takes the connection with it: a reset, not a goodbye.
      setTimeout(() => response.socket.resetAndDestroy(), this.#plan.holdMs)
    })
    socket.on('error', error => {
      const status = /^Unexpected server response: (\d{3})$/.exec(error.message)?.[1]
      if (!status) return
      outcome = 'refused'
      this.count.refused[status] = (this.count.refused[status] ?? 0) + 1
    })
    socket.on('close', () => {
      this.#open--
      if (outcome === null) this.count.failed++
    })
  }
}

runPart<StormReport, StormOrder>(({ plan }, { report }) => {
  const stampedes = plan.targets.map(
    target => new Stampede(target, plan, at => report({ kind: 'burst', node: target.id, at })),
  )
  const counts = () => Object.fromEntries(plan.targets.map(({ id }, i) => [id, stampedes[i]?.count]))
  const nodes = () => counts() as Record<string, StormCount>
  report({ kind: 'ready' })
  const pace = setInterval(() => {
    for (const stampede of stampedes) stampede.tick()
  }, TICK_MS)
  const progress = setInterval(() => report({ kind: 'count', nodes: nodes() }), REPORT_EVERY_MS)
  setTimeout(() => {
    clearInterval(pace)
    clearInterval(progress)
    // What is open now is let go of before the last count.
    setTimeout(() => report({ kind: 'done', nodes: nodes() }), plan.holdMs + 100)
  }, plan.forMs)
})
