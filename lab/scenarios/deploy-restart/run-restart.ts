import { readStatusOnce } from '../../control/read-status.ts'
import { type Part, startPart } from '../../process/start-part.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { RestartClientsOrder, RestartClientsReport } from './restart-clients-process.ts'
import type { RestartServerOrder, RestartServerReport, ServerKind } from './restart-server-process.ts'
import type { Library } from './returning-client.ts'

/** Clients join at this share of what the server can accept, or the start would be a storm of its own. */
const RAMP_SHARE = 0.5
const MAX_RAMP_PER_SECOND = 1_500
/** A crowd that joined in a minute settles: what the agent has learned of its capacity reaches clients at 2,000 a second. */
const SETTLE_MS = 2_000
const TOLD_PER_SECOND = 2_000
const LOOK_EVERY_MS = 100
const RECORD_EVERY_MS = 1_000
/** Client processes that still make attempts can be slow to report. */
const SUM_WITHIN_MS = 60_000
const NODE_ID = 'restarted'

export type RestartPlan = {
  library: Library
  clients: number
  acceptCostMs: number
  outageMs: number
  /** Given up this long after the server lived again. */
  capMs: number
  processes: number
  journalDir: string
  /** Keeps what our agent reports, where there is one. */
  recorder?: Recorder
}

export type RestartResult = {
  /** What the agent told its clients before the loss; `null`: not ours, or nothing was told. */
  windowMs: number | null
  capacityPerSecond: number | null
  /** From the loss to the first listening socket, as it was. */
  outageMs: number
  back: number
  /** From the first listening socket; `null`: not everybody came back. */
  allBackMs: number | null
  medianBackMs: number | null
  /** Attempts and hints begun while the server lived, a client. */
  attemptsMean: number
  attemptsMax: number
  /** Hints among them, of all clients. */
  hints: number
}

const SERVER_FOR: Record<Library, ServerKind> = {
  stormdeck: 'agent',
  'socket.io-client': 'socket.io',
  'reconnecting-websocket': 'bare',
  partysocket: 'bare',
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

function startServer(plan: RestartPlan, port: number, listenAt: number) {
  const entry = new URL('./restart-server-process.ts', import.meta.url)
  const order: RestartServerOrder = {
    kind: 'start',
    server: SERVER_FOR[plan.library],
    addresses: plan.processes,
    port,
    acceptCostMs: plan.acceptCostMs,
    listenAt,
    journalDir: plan.journalDir,
  }
  // The deadline of a start counts from now, and the server may be told to wait for longer.
  return startPart<RestartServerReport, RestartServerOrder>(
    { name: 'restarted server', entry, readyWithinMs: plan.outageMs + 20_000 },
    order,
  )
}

/** Records a server while it lives; the returned function stops that. */
function record({ recorder }: RestartPlan, { controlUrl }: RestartServerReport): () => Promise<void> {
  if (!recorder || controlUrl === null) return async () => {}
  recorder.forget(NODE_ID)
  return recorder.follow([{ id: NODE_ID, controlUrl }], RECORD_EVERY_MS)
}

type Sum = Extract<RestartClientsReport, { kind: 'sum' }>

/** The clients of one run, spread over processes. */
class Crowd {
  /** By address. */
  readonly #parts: Part<RestartClientsOrder>[] = []
  readonly #open: number[] = []
  readonly #sums: Sum[] = []
  /** Why a process of the crowd ended before it was stopped. */
  #ended: string | null = null

  get open(): number {
    return this.#open.reduce((sum, count) => sum + count, 0)
  }

  async start(plan: RestartPlan, urls: readonly string[]): Promise<void> {
    const capacity = plan.acceptCostMs > 0 ? 1_000 / plan.acceptCostMs : Number.POSITIVE_INFINITY
    const rampPerSecond = Math.min(MAX_RAMP_PER_SECOND, capacity * RAMP_SHARE) / urls.length
    const entry = new URL('./restart-clients-process.ts', import.meta.url)
    await Promise.all(
      urls.map(async (url, i) => {
        const share = Math.floor(plan.clients / urls.length) + (i < plan.clients % urls.length ? 1 : 0)
        const onReport = (report: RestartClientsReport) => {
          if (report.kind === 'count') this.#open[i] = report.open
          if (report.kind === 'sum') this.#sums.push(report)
        }
        const { part } = await startPart<RestartClientsReport, RestartClientsOrder>(
          { name: `${plan.library} clients`, entry, onReport },
          { kind: 'start', library: plan.library, url, clients: share, rampPerSecond },
        )
        this.#parts[i] = part
        void part.exited.then(({ stderr }) => {
          this.#ended = stderr || 'a client process ended'
        })
      }),
    )
  }

  tell(order: RestartClientsOrder): void {
    for (const part of this.#parts) part.send(order)
  }

  async until(open: number, deadlineMs: number, progress: (open: number) => void): Promise<boolean> {
    const deadline = Date.now() + deadlineMs
    while (this.open < open && Date.now() < deadline) {
      if (this.#ended !== null) throw new Error(this.#ended)
      progress(this.open)
      await pause(LOOK_EVERY_MS)
    }
    return this.open >= open
  }

  /** @param listeningAt for each address when it listened again: what a client tried a moment before, it did not reach */
  async sum(listeningAt: readonly number[]): Promise<Omit<Sum, 'kind'>> {
    for (const [i, part] of this.#parts.entries())
      part.send({ kind: 'sum', aliveAt: listeningAt[i] ?? Number.NaN })
    const deadline = Date.now() + SUM_WITHIN_MS
    while (this.#sums.length < this.#parts.length && Date.now() < deadline) await pause(LOOK_EVERY_MS)
    // Half a crowd must not pass for the whole.
    if (this.#sums.length < this.#parts.length)
      throw new Error(
        `only ${this.#sums.length} of ${this.#parts.length} client processes reported in the end`,
      )
    return {
      backAt: this.#sums.flatMap(sum => sum.backAt),
      attempts: this.#sums.flatMap(sum => sum.attempts),
      hints: this.#sums.reduce((all, sum) => all + sum.hints, 0),
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.map(part => part.stop()))
  }
}

function judge(backAt: (number | null)[], attempts: number[], aliveAt: number) {
  const times = backAt
    .filter((at): at is number => at !== null)
    .map(at => at - aliveAt)
    .sort((a, b) => a - b)
  const everybody = times.length === backAt.length
  return {
    back: times.length,
    allBackMs: everybody ? (times.at(-1) ?? null) : null,
    medianBackMs: times[Math.floor(times.length / 2)] ?? null,
    attemptsMean: attempts.reduce((sum, count) => sum + count, 0) / Math.max(1, attempts.length),
    attemptsMax: attempts.reduce((most, count) => Math.max(most, count), 0),
  }
}

/**
 * One run: clients of one library are connected, lose their server to kill -9, and find it again after a while.
 * @throws when the clients cannot all be connected to begin with, or not all report in the end
 */
export async function runRestart(
  plan: RestartPlan,
  progress: (sentence: string) => void,
): Promise<RestartResult> {
  const before = await startServer(plan, 0, 0)
  const stopBefore = record(plan, before.ready)
  const crowd = new Crowd()
  await crowd.start(plan, before.ready.urls)
  const joinMs = 30_000 + (3 * plan.clients * Math.max(plan.acceptCostMs, 0.7)) / RAMP_SHARE
  const joined = await crowd.until(plan.clients, joinMs, open =>
    progress(`${plan.library}: ${open} of ${plan.clients} connected`),
  )
  if (!joined) throw new Error(`only ${crowd.open} of ${plan.clients} clients could connect to begin with`)
  await pause(SETTLE_MS + (plan.clients / TOLD_PER_SECOND) * 1_000)
  const { controlUrl, urls } = before.ready
  const told = controlUrl ? (await readStatusOnce(controlUrl)).accept : null

  crowd.tell({ kind: 'lose' })
  await pause(100)
  await stopBefore()
  plan.recorder?.mark('the server is killed')
  const lostAt = Date.now()
  before.part.signal('SIGKILL')
  await before.part.exited
  const after = await startServer(plan, Number(new URL(urls[0] ?? '').port), lostAt + plan.outageMs)
  const aliveAt = Math.min(...after.ready.listeningAt)
  plan.recorder?.mark('it listens again')
  const stopAfter = record(plan, after.ready)
  // The counts on the way still speak of the connections that were lost.
  await pause(600)
  await crowd.until(plan.clients, plan.capMs, open => {
    progress(
      `${plan.library}: ${open} of ${plan.clients} back after ${((Date.now() - aliveAt) / 1_000).toFixed(0)} s`,
    )
  })
  const { backAt, attempts, hints } = await crowd.sum(after.ready.listeningAt)
  await stopAfter()
  await crowd.stop()
  await after.part.stop()
  return {
    windowMs: told?.windowMs ?? null,
    capacityPerSecond: told?.capacityPerSecond ?? null,
    outageMs: aliveAt - lostAt,
    ...judge(backAt, attempts, aliveAt),
    hints,
  }
}
