import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MEMORY_PER_CONNECTION_BYTES } from '@stormdeck/protocol'
import { startPart } from '../../process/start-part.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { AuthOrder, AuthReport } from './auth-process.ts'
import type { Step } from './faults.ts'
import type { LeakyClientsOrder, LeakyClientsReport } from './leaky-clients-process.ts'
import type { LeakyServerOrder, LeakyServerReport } from './leaky-server-process.ts'
import type { Habits, UserCounts } from './leaky-user.ts'

const LOOK_EVERY_MS = 250
const NODE_ID = 'ws-1'

export type StepPlan = {
  users: number
  usersPerSecond: number
  habits: Habits
  /** From the last arrival to the break, and from the break to the end. */
  calmMs: number
  stormMs: number
  authCostMs: number
  connectionLimit: number
  dataDir: string
}

/** What one step showed. Unknown is `null`. */
export type StepResult = {
  title: string
  connections: number
  memoryPerConnectionBytes: number | null
  /** From rss where that many connections make it mean something, else from heap and buffers (detection.md). */
  memoryMethod: 'rss' | 'live'
  rssBytes: number | null
  poolRatio: number
  /** CPU seconds a second of the server, while calm. */
  cpuRatio: number | null
  /** Written to sockets; TCP and IP not included. */
  wireBytesPerSecond: number
  framesPerSecond: number
  authCalls: number
  /** Calls to the authentication service after the break. */
  authCallsInStorm: number
  peakPerSecond: number | null
  /** Attempts of those that were broken off. */
  retries: number
  /** From the break until as many connections stood as before; `null`: not within the step. */
  recoveredMs: number | null
}

type Tallies = { counts: UserCounts; authCalls: number; wireBytes: number }

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

async function startParts(step: Step, plan: StepPlan, tallies: Tallies) {
  const faults = [...step.faults]
  const auth = await startPart<AuthReport, AuthOrder>(
    {
      name: 'authentication service',
      entry: new URL('./auth-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'calls') tallies.authCalls = report.calls
      },
    },
    { kind: 'start', costMs: plan.authCostMs },
  )
  const journalDir = join(plan.dataDir, String(faults.length))
  mkdirSync(journalDir, { recursive: true })
  const server = await startPart<LeakyServerReport, LeakyServerOrder>(
    {
      name: 'server',
      entry: new URL('./leaky-server-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'wire') tallies.wireBytes = report.bytesWritten
      },
    },
    {
      kind: 'start',
      faults,
      connectionLimit: plan.connectionLimit,
      authUrl: auth.ready.url,
      journalDir,
    },
  )
  const node = { id: NODE_ID, controlUrl: server.ready.controlUrl }
  const startClients = () =>
    startPart<LeakyClientsReport, LeakyClientsOrder>(
      {
        name: 'clients',
        entry: new URL('./leaky-clients-process.ts', import.meta.url),
        onReport: report => {
          if (report.kind === 'counts') tallies.counts = report.counts
        },
      },
      {
        kind: 'start',
        url: server.ready.serviceUrl,
        users: plan.users,
        usersPerSecond: plan.usersPerSecond,
        habits: plan.habits,
        faults,
      },
    )
  return { auth: auth.part, server: server.part, node, startClients }
}

/** Watches until connections stand at `wanted` again; returns how long it took. */
async function watchStorm(
  forMs: number,
  wanted: number,
  look: () => Promise<number>,
): Promise<number | null> {
  const startedAt = Date.now()
  let recoveredMs: number | null = null
  let fell = false
  while (Date.now() - startedAt < forMs) {
    const open = await look()
    fell ||= open < wanted
    if (fell && recoveredMs === null && open >= wanted) recoveredMs = Date.now() - startedAt
    await pause(LOOK_EVERY_MS)
  }
  return recoveredMs
}

/** One run of the same users against the same server with a given set of faults. */
export async function runStep(
  step: Step,
  plan: StepPlan,
  recorder: Recorder,
  progress: (sentence: string) => void,
): Promise<StepResult> {
  const none: UserCounts = { open: 0, retries: 0, refused: 0, lost: 0 }
  const tallies: Tallies = { counts: none, authCalls: 0, wireBytes: 0 }
  const { auth, server, node, startClients } = await startParts(step, plan, tallies)
  recorder.mark(step.title, [...step.faults])
  // Before the first connection: the base from which memory per connection is counted.
  await recorder.sample([node])
  const clients = await startClients()
  const calmEndsAt = Date.now() + (plan.users / plan.usersPerSecond) * 1_000 + plan.calmMs
  let wireFrom = { at: Date.now(), bytes: 0, frames: 0 }
  while (Date.now() < calmEndsAt) {
    await recorder.sample([node])
    const left = calmEndsAt - Date.now()
    if (left > plan.calmMs / 2) {
      const frames = recorder.latest(NODE_ID)?.traffic.messagesOut ?? 0
      wireFrom = { at: Date.now(), bytes: tallies.wireBytes, frames }
    }
    progress(
      `${step.title}: ${tallies.counts.open} connections, ${Math.ceil(Math.max(0, left) / 1_000)} s to the break`,
    )
    await pause(LOOK_EVERY_MS)
  }
  const calm = recorder.latest(NODE_ID)
  if (!calm) throw new Error('the agent never answered')
  const { connections, ...memory } = memoryOf(calm)
  const before = { ...tallies, retries: tallies.counts.retries }
  const perSecond = (count: number) => (count * 1_000) / Math.max(1, Date.now() - wireFrom.at)
  const wireBytesPerSecond = perSecond(before.wireBytes - wireFrom.bytes)
  const framesPerSecond = perSecond((calm.traffic.messagesOut ?? 0) - wireFrom.frames)

  recorder.mark('every connection breaks at once')
  server.send({ kind: 'break' })
  const recoveredMs = await watchStorm(plan.stormMs, connections, async () => {
    await recorder.sample([node])
    progress(`${step.title}: ${tallies.counts.open} of ${connections} connections after the break`)
    return tallies.counts.open
  })
  const after = recorder.latest(NODE_ID)
  await clients.part.stop()
  await Promise.all([server.stop(), auth.stop()])
  recorder.forget(NODE_ID)
  return {
    title: step.title,
    connections,
    ...memory,
    poolRatio: connections / plan.connectionLimit,
    cpuRatio: calm.cpuRatio,
    wireBytesPerSecond,
    framesPerSecond,
    authCalls: tallies.authCalls,
    authCallsInStorm: tallies.authCalls - before.authCalls,
    peakPerSecond: after?.burst.peakPerSecond ?? null,
    retries: tallies.counts.retries - before.retries,
    recoveredMs,
  }
}

function memoryOf(status: NonNullable<ReturnType<Recorder['latest']>>) {
  const connections = status.pool.current ?? 0
  const { rssBytes, baseRssBytes, heapUsedBytes, externalBytes, baseLiveBytes } = status.memory
  const byRss = connections >= MEMORY_PER_CONNECTION_BYTES.minConnections
  const live = heapUsedBytes === null || externalBytes === null ? null : heapUsedBytes + externalBytes
  const [now, base] = byRss ? [rssBytes, baseRssBytes] : [live, baseLiveBytes]
  const known = now !== null && base !== null && connections > 0
  return {
    connections,
    rssBytes,
    memoryPerConnectionBytes: known ? Math.max(0, now - base) / connections : null,
    memoryMethod: byRss ? ('rss' as const) : ('live' as const),
  }
}
