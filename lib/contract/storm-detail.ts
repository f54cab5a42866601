import { array, type Infer, integer, nullable, number, object } from '@stormdeck/protocol'
import { stormShape } from './feed-sections.ts'
import { stormRecordingShape } from './storm-recording.ts'
import { pastLeaseShape } from './tier-order.ts'

/** `GET /api/storms?from=&to=&limit=`: newest first. */
export const stormListShape = object({ storms: array(stormShape, 500) })
export type StormList = Infer<typeof stormListShape>

/** `GET /api/storms/[id]`: the storm, the orders that touched it, and what was recorded. */
export const stormDetailShape = object({
  storm: stormShape,
  leases: array(pastLeaseShape, 100),
  /** `null`: nothing was recorded, or it is no longer kept. */
  recording: nullable(stormRecordingShape),
  /** Thresholds that judged it, for the what-if to begin with. */
  thresholds: object({
    burstAttempts: integer(1),
    burstWindowMs: integer(1),
    sustainedPerSecond: number(0),
    sustainedWindowMs: integer(1),
  }),
})
export type StormDetail = Infer<typeof stormDetailShape>
