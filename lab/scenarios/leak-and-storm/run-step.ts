import { type AgentStatus, MEMORY_PER_CONNECTION_BYTES } from '@stormdeck/protocol'
import { LabIssuer } from '../../control/lab-issuer.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { Step } from './faults.ts'
import { NODE_ID, type StepParts, type StepPlan, startParts, type Tallies } from './step-parts.ts'

const LOOK_EVERY_MS = 250

/** What one step showed. Unknown is `null`. */
export type StepResult = {
  title: string
  connections: number
  /** `null` below 1,000 connections (detection.md). */
  memoryPerConnectionBytes: number | null
  rssBytes: number | null
  poolRatio: number
  /** CPU seconds a second of the server, while calm. */
  cpuRatio: number | null
  /** Written to sockets: payload and framing of WebSocket, without TCP and IP. */
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

type StepRun = {
  step: Step
  plan: StepPlan
  parts: StepParts
  tallies: Tallies
  recorder: Recorder
  progress: (sentence: string) => void
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** People come and do what they do; what is sent is measured over the second half, when all are there. */
async function liveOn({ step, plan, tallies, recorder, parts, progress }: StepRun) {
  const endsAt = Date.now() + (plan.users / plan.usersPerSecond) * 1_000 + plan.calmMs
  const sent = () => ({
    at: Date.now(),
    bytes: tallies.wireBytes,
    frames: recorder.latest(NODE_ID)?.traffic.messagesOut ?? 0,
  })
  let from = sent()
  while (Date.now() < endsAt) {
    await recorder.sample([parts.node])
    const leftMs = Math.max(0, endsAt - Date.now())
    if (leftMs > plan.calmMs / 2) from = sent()
    progress(`${step.title}: ${tallies.counts.open} connections, ${Math.ceil(leftMs / 1_000)} s to the break`)
    await pause(LOOK_EVERY_MS)
  }
  const status = recorder.latest(NODE_ID)
  if (!status) throw new Error('the agent never answered')
  const to = sent()
  const seconds = Math.max(1, to.at - from.at) / 1_000
  return {
    status,
    wireBytesPerSecond: (to.bytes - from.bytes) / seconds,
    framesPerSecond: (to.frames - from.frames) / seconds,
  }
}

/** Every connection breaks; returns how long it took until as many stood again, `null` when they did not. */
async function breakAll({ step, plan, tallies, recorder, parts, progress }: StepRun, wanted: number) {
  recorder.mark('every connection breaks at once')
  parts.server.send({ kind: 'break' })
  const brokenAt = Date.now()
  let recoveredMs: number | null = null
  let fell = false
  while (Date.now() - brokenAt < plan.stormMs) {
    await recorder.sample([parts.node])
    const { open } = tallies.counts
    progress(`${step.title}: ${open} of ${wanted} connections after the break`)
    fell ||= open < wanted
    if (fell && recoveredMs === null && open >= wanted) recoveredMs = Date.now() - brokenAt
    await pause(LOOK_EVERY_MS)
  }
  return recoveredMs
}

/** Tier 2, by a signed order as the dashboard gives it: the agent batches what is published (F23). */
async function reduce({ recorder, parts, plan }: StepRun, issuer: LabIssuer): Promise<void> {
  const forMs = (plan.users / plan.usersPerSecond) * 1_000 + plan.calmMs + plan.stormMs + 60_000
  const { status } = await issuer.order(recorder.link(parts.node), NODE_ID, 2, forMs, 'batch the updates')
  if (status !== 200) throw new Error(`the agent answered ${status} to the order of tier 2`)
}

/** One run of the same users against the same server with a given set of faults. */
export async function runStep(
  step: Step,
  plan: StepPlan,
  recorder: Recorder,
  progress: (sentence: string) => void,
): Promise<StepResult> {
  const tallies: Tallies = {
    counts: { open: 0, retries: 0, refused: 0, lost: 0 },
    authCalls: 0,
    wireBytes: 0,
  }
  const issuer = new LabIssuer()
  const parts = await startParts(step, plan, issuer.trust, tallies)
  const run: StepRun = { step, plan, parts, tallies, recorder, progress }
  recorder.mark(step.title, [...step.faults])
  // Before the first connection: the base from which memory per connection is counted.
  await recorder.sample([parts.node])
  if (!step.faults.has('updates sent one by one')) await reduce(run, issuer)
  const clients = await parts.startClients()
  const { status, ...sent } = await liveOn(run)
  const memory = memoryOf(status)
  const before = { authCalls: tallies.authCalls, retries: tallies.counts.retries }
  const recoveredMs = await breakAll(run, memory.connections)
  const peakPerSecond = recorder.latest(NODE_ID)?.burst.peakPerSecond ?? null
  await clients.part.stop()
  await Promise.all([parts.server.stop(), parts.auth.stop()])
  recorder.forget(NODE_ID)
  return {
    title: step.title,
    ...memory,
    ...sent,
    poolRatio: memory.connections / plan.connectionLimit,
    cpuRatio: status.cpuRatio,
    authCalls: tallies.authCalls,
    authCallsInStorm: tallies.authCalls - before.authCalls,
    retries: tallies.counts.retries - before.retries,
    peakPerSecond,
    recoveredMs,
  }
}

/** Memory per connection is judged from rss, and only where that many connections make it mean something (F12). */
function memoryOf({ pool, memory: { rssBytes, baseRssBytes } }: AgentStatus) {
  const connections = pool.current ?? 0
  const known =
    rssBytes !== null && baseRssBytes !== null && connections >= MEMORY_PER_CONNECTION_BYTES.minConnections
  return {
    connections,
    rssBytes,
    memoryPerConnectionBytes: known ? Math.max(0, rssBytes - baseRssBytes) / connections : null,
  }
}
