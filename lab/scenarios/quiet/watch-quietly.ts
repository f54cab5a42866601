import { POOL_USAGE_RATIO } from '@stormdeck/protocol'
import type { StormState } from '../../../lib/domain/storm/storm-state.ts'
import { DEMO_NODES, type Habits } from '../../fleet/fleet-plan.ts'
import { startTemporaryFleet } from '../../fleet/start-temporary-fleet.ts'
import { judgeRecording } from '../../recording/judge-recording.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Recording } from '../../recording/recording.ts'
import type { Outcome, ScenarioContext } from '../../scenario.ts'

const LOOK_EVERY_MS = 1_000

export type QuietPlan = {
  name: string
  title: string
  clients: number
  forMs: number
  habits?: Partial<Habits>
}

type NodeSummary = {
  connections: number | null
  mean: number | null
  peak: number
  worst: StormState
  poolRatio: number
}

const SEVERITY: Record<StormState, number> = {
  calm: 0,
  'cannot-tell': 1,
  clearing: 2,
  suspected: 3,
  storm: 4,
}

function summarise(recording: Recording, recorder: Recorder): Map<string, NodeSummary> {
  const nodes = new Map<string, NodeSummary>()
  for (const { node, verdict } of judgeRecording(recording)) {
    const status = recorder.latest(node)
    const before = nodes.get(node)
    const { current = null, limit = null } = status?.pool ?? {}
    nodes.set(node, {
      connections: current,
      mean: verdict.meanPerSecond,
      peak: Math.max(before?.peak ?? 0, verdict.lastSecond ?? 0),
      worst: before && SEVERITY[before.worst] > SEVERITY[verdict.state] ? before.worst : verdict.state,
      poolRatio: current !== null && limit ? current / limit : 0,
    })
  }
  return nodes
}

/** Runs a fleet on which nothing happens, and fails if anything that the agents report would raise an alarm. */
export async function watchQuietly(context: ScenarioContext, plan: QuietPlan): Promise<Outcome> {
  const { options, report, onFinish } = context
  const { clients, forMs } = plan
  const fleet = await startTemporaryFleet(context, {
    nodes: DEMO_NODES,
    clientsPerNode: clients,
    ...(plan.habits ? { habits: plan.habits } : {}),
  })
  report.say(`Four servers, ${clients} clients each, watched for ${forMs / 1_000} s.`)
  const recorder = new Recorder(plan.name)
  onFinish(() => recorder.close())
  const endsAt = Date.now() + forMs
  while (Date.now() < endsAt) {
    await recorder.sample(fleet.nodes)
    const open = fleet.nodes.reduce((sum, { id }) => sum + (recorder.latest(id)?.pool.current ?? 0), 0)
    report.progress(`${open} connected, ${Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000))} s to go`)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
  const recording = recorder.recording(`4 nodes, ${clients} clients each, ${forMs / 1_000} s, one machine`)
  const file = options.text('record')
  if (file) writeRecording(file, recording)
  const nodes = summarise(recording, recorder)
  report.table(
    plan.title,
    [...nodes].map(([node, { connections, mean, peak, worst, poolRatio }]) => ({
      node,
      connections,
      pool: `${Math.floor(poolRatio * 100)} %`,
      'attempts/s, last minute': mean === null ? null : mean.toFixed(1),
      'attempts/s, peak': peak,
      'worst verdict': worst,
    })),
  )
  const quiet = [...nodes.values()].filter(
    ({ worst, poolRatio }) => SEVERITY[worst] < SEVERITY.suspected && poolRatio < POOL_USAGE_RATIO.warning,
  )
  return nodes.size === fleet.nodes.length && quiet.length === nodes.size ? 'passed' : 'failed'
}
