import type { FleetFile } from '../../fleet/fleet-file.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { ScenarioContext } from '../../scenario.ts'
import type { StormPlan } from '../../storm/storm-plan.ts'

const LOOK_EVERY_MS = 1_000
/** Before, so that a calm fleet is seen first; and after, so that the storm is seen to clear (10 s below both rules). */
const BEFORE_MS = 5_000
const AFTER_MS = 15_000

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/**
 * Records what all agents of a fleet report around a storm, if `--record` asks for it.
 * @param run sets off the storm and resolves when it is over
 */
export async function recordStorm<T>(
  { options, report, onFinish }: ScenarioContext,
  fleet: FleetFile,
  plan: StormPlan,
  run: () => Promise<T>,
): Promise<T> {
  const file = options.text('record')
  if (!file) return run()
  const recorder = new Recorder('storm')
  onFinish(() => recorder.close())
  const stop = recorder.follow(fleet.nodes, LOOK_EVERY_MS)
  report.say(`Recording to ${file}: ${BEFORE_MS / 1_000} s before and ${AFTER_MS / 1_000} s after as well.`)
  await pause(BEFORE_MS)
  const { targets, attemptsPerSecond, forMs } = plan
  const names = targets.map(({ id }) => id).join(', ')
  recorder.mark(`storm begins: ${attemptsPerSecond}/s each`, names)
  const result = await run()
  recorder.mark('storm ends', names)
  await pause(AFTER_MS)
  await stop()
  writeRecording(
    file,
    recorder.recording(`${attemptsPerSecond}/s on each of ${names} for ${forMs / 1_000} s, one machine`),
  )
  return result
}
