import { parse } from '@stormdeck/protocol'
import type { StormDetail } from '../../contract/storm-detail.ts'
import { type StormRecording, stormRecordingShape } from '../../contract/storm-recording.ts'
import { stormThresholdsOf } from '../config/config-schema.ts'
import { ApiFailure } from '../http/api-failure.ts'
import type { Runtime } from '../runtime/runtime-parts.ts'

/**
 * A storm with the orders that touched it and what was recorded; a running one as it stands now.
 * @throws {ApiFailure} not-found
 */
export async function readStormDetail(
  {
    store,
    state,
    tiers,
    recorder,
    clock,
    loaded,
  }: Pick<Runtime, 'store' | 'state' | 'tiers' | 'recorder' | 'clock' | 'loaded'>,
  id: string,
): Promise<StormDetail> {
  const running = state()?.storms.find(storm => storm.id === id)
  const storm = running ?? (await store.storms.get(id))
  if (storm === null) throw new ApiFailure('not-found', 'There is no such storm, or it is no longer kept.')
  const to = storm.endedAt ?? Math.ceil(clock.now())
  const [first] = state()?.nodes.filter(node => storm.nodes.includes(node.id)) ?? []
  return {
    storm,
    leases: await tiers.history({ from: storm.startedAt, to, limit: 100 }),
    recording: recorder.running(id) ?? stored(await store.storms.getRecording(id, 'attempts')),
    thresholds: stormThresholdsOf(loaded.config, first ?? { id: '', group: '' }),
  }
}

function stored(body: string | null): StormRecording | null {
  if (body === null) return null
  const parsed = parse(stormRecordingShape, JSON.parse(body))
  return parsed.ok ? parsed.value : null
}
