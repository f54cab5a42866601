import type { AgentStatus } from '@stormdeck/protocol'
import { startTemporaryFleet } from '../../fleet/start-temporary-fleet.ts'
import { startPart } from '../../process/start-part.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Row } from '../../report/format-table.ts'
import type { Scenario, ScenarioContext } from '../../scenario.ts'
import type { SlowCounts, SlowOrder, SlowReport } from './slow-clients-process.ts'
import { type SlowPlan, socketsHeld } from './slow-plan.ts'

const LOOK_EVERY_MS = 500
/** The remedy of F43 that a server can take by itself: a request has to be whole within this time. */
const SHORT_TIMEOUT_MS = 1_000
/** Of the quick clients that were turned away as found, at most this share may still be turned away after the fix. */
const LEFT_RATIO = 0.1
const NODE = { id: 'ws-1', group: 'lab' }

type Step = { title: string; headersTimeoutMs: number | undefined; holdMs: number }
type Seen = { status: AgentStatus | undefined; descriptors: number; cpuRatio: number }
type Result = { row: Row; answeredRatio: number }

const percent = (ratio: number) => `${(ratio * 100).toFixed(0)} %`
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const p95 = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]

function resultOf(step: Step, plan: SlowPlan, counts: SlowCounts, seen: Seen): Result {
  const answeredRatio = counts.answered / Math.max(1, counts.answered + counts.failed)
  const predicted = socketsHeld({ ...plan, slowHoldMs: step.holdMs })
  const row = {
    step: step.title,
    "held by Little's law": Math.round(predicted.slow + predicted.fast),
    'slow sockets held': counts.held,
    'unfinished handshakes': seen.status?.pool.unfinishedHandshakes ?? null,
    descriptors: `${seen.status?.descriptors.open ?? '—'} of ${seen.descriptors}`,
    'CPU, at most': percent(seen.cpuRatio),
    'quick clients answered': percent(answeredRatio),
    'their p95': `${(p95(counts.answerMs) ?? 0).toFixed(0)} ms`,
  }
  return { row, answeredRatio }
}

async function runStep(
  context: ScenarioContext,
  step: Step,
  plan: SlowPlan,
  descriptors: number,
  recorder: Recorder,
): Promise<Result> {
  const { report } = context
  const fleet = await startTemporaryFleet(context, {
    nodes: [NODE],
    clientsPerNode: 0,
    descriptorLimit: descriptors,
    ...(step.headersTimeoutMs === undefined ? {} : { headersTimeoutMs: step.headersTimeoutMs }),
  })
  const [node] = fleet.nodes
  if (!node) throw new Error('the fleet has no node')
  recorder.mark(step.title)
  await recorder.sample([node])
  let counts: SlowCounts = { slow: 0, held: 0, fast: 0, answered: 0, failed: 0, answerMs: [] }
  const { part } = await startPart<SlowReport, SlowOrder>(
    {
      name: 'slow clients',
      entry: new URL('./slow-clients-process.ts', import.meta.url),
      onReport: heard => {
        if (heard.kind === 'counts') counts = heard.counts
      },
    },
    { kind: 'start', url: node.serviceUrl, plan },
  )
  const endsAt = Date.now() + plan.forMs
  let cpuRatio = 0
  while (Date.now() < endsAt) {
    await recorder.sample([node])
    cpuRatio = Math.max(cpuRatio, recorder.latest(node.id)?.cpuRatio ?? 0)
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000))
    report.progress(`${step.title}: ${counts.held} slow sockets held, ${left} s to go`)
    await pause(LOOK_EVERY_MS)
  }
  const status = recorder.latest(node.id)
  await part.stop()
  await fleet.stop()
  recorder.forget(node.id)
  return resultOf(step, plan, counts, { status, descriptors, cpuRatio })
}

/** F43: clients that are slow to finish their request hold the sockets, and everything looks idle. */
export const slowClients: Scenario = {
  name: 'slow-clients',
  summary: 'F43: a few slow clients hold all sockets while processor and memory look idle',
  options: {
    rate: { kind: 'number', help: 'clients a second', default: '100', min: 1, max: 1_000 },
    slow: { kind: 'number', help: 'share of slow ones, in percent', default: '20', max: 100 },
    hold: { kind: 'duration', help: 'how long a slow one holds a socket', default: '30s', max: 120_000 },
    descriptors: {
      kind: 'number',
      help: 'limit of the server process',
      default: '300',
      min: 100,
      max: 20_000,
    },
    for: { kind: 'duration', help: 'each of the two runs', default: '40s', min: 4_000, max: 600_000 },
    record: { kind: 'text', help: 'write what the agent reported to this file' },
  },
  async run(context) {
    const { options, report, onFinish } = context
    const plan: SlowPlan = {
      clientsPerSecond: options.number('rate') ?? 100,
      slowRatio: (options.number('slow') ?? 20) / 100,
      slowHoldMs: options.number('hold') ?? 30_000,
      forMs: options.number('for') ?? 40_000,
    }
    const descriptors = options.number('descriptors') ?? 300
    const recorder = new Recorder('slow-clients')
    onFinish(() => recorder.close())
    const steps: Step[] = [
      { title: 'as found', headersTimeoutMs: undefined, holdMs: plan.slowHoldMs },
      {
        title: `whole within ${SHORT_TIMEOUT_MS / 1_000} s`,
        headersTimeoutMs: SHORT_TIMEOUT_MS,
        holdMs: Math.min(SHORT_TIMEOUT_MS, plan.slowHoldMs),
      },
    ]
    const results: Result[] = []
    for (const step of steps) results.push(await runStep(context, step, plan, descriptors, recorder))
    const file = options.text('record')
    const note = `${plan.clientsPerSecond} clients/s, ${percent(plan.slowRatio)} slow, ${descriptors} descriptors`
    if (file) writeRecording(file, recorder.recording(note))
    report.table(
      'Slow clients',
      results.map(({ row }) => row),
    )
    const [found = 0, fixed = 1] = results.map(({ answeredRatio }) => 1 - answeredRatio)
    return found > 0 && fixed <= found * LEFT_RATIO ? 'passed' : 'failed'
  },
}
