import { array, boolean, type Infer, integer, nullable, number, object, text } from '@stormdeck/protocol'

/** A storm is recorded for this long at most, with the minute before it. */
export const MAX_RECORDED_MS = 30 * 60_000

const series = array(nullable(integer()), MAX_RECORDED_MS / 100 + 600)

/** What agents reported during a storm, for replay against other thresholds. Buckets of 100 ms on the server's clock. */
export const stormRecordingShape = object({
  stormId: text(64, 1),
  nodes: array(
    object({
      node: text(64, 1),
      group: text(64),
      fromMs: number(0),
      /** Attempts without planned returns; `null`: not observed. */
      counts: series,
      /** Refusals in the same buckets. */
      refused: series,
      lowerBound: boolean,
    }),
    2_000,
  ),
  /** Set when not everything found room: which part is missing. */
  cut: nullable(text(200)),
})
export type StormRecording = Infer<typeof stormRecordingShape>
