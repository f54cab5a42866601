import {
  array,
  boolean,
  type Infer,
  integer,
  looseText,
  nullable,
  number,
  object,
  text,
  withDefault,
} from '@stormdeck/protocol'
import { MAX_NODES } from './max-nodes.ts'

/** A storm is recorded for this long at most, with the minute before it. */
export const MAX_RECORDED_MS = 30 * 60_000

const series = array(nullable(integer()), MAX_RECORDED_MS / 100 + 600)
const bySecond = array(nullable(integer()), MAX_RECORDED_MS / 1_000 + 60)

/** Classes of attempts as agents count them, then what became of attempts and sessions. */
export const CLIENT_SIDE_COLUMNS = [
  'firstTime',
  'reconnect',
  'planned',
  'early',
  'unknown',
  'accepted',
  'refused',
  'closed',
] as const
export type ClientSideColumn = (typeof CLIENT_SIDE_COLUMNS)[number]

/** What clients did, second by second of the server's clock; `null`: not observed. */
export const recordedSecondsShape = object({
  /** First second, epoch s. */
  from: integer(),
  firstTime: bySecond,
  reconnect: bySecond,
  /** Came with a ticket in its time; not part of `counts`. */
  planned: bySecond,
  /** Polls before their time. */
  early: bySecond,
  /** Class unknown: accepts seen below the handshake. */
  unknown: bySecond,
  accepted: bySecond,
  refused: bySecond,
  /** Sessions that ended, whoever ended them. */
  closed: bySecond,
})
export type RecordedSeconds = Infer<typeof recordedSecondsShape>

/** Who made the attempts of the minute that saw most of them, over all nodes. */
export const busiestMinuteShape = object({
  /** Epoch ms. */
  endsAt: number(0),
  attempts: integer(),
  /** Shares of those attempts, largest first; what is missing to 1 named no version, or one that is not listed. */
  versions: array(object({ version: looseText(64), ratio: number(0, 1) }), 8),
})
export type BusiestMinute = Infer<typeof busiestMinuteShape>

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
      /** `null`: recorded before this was kept. */
      seconds: withDefault(nullable(recordedSecondsShape), null),
      lowerBound: boolean,
    }),
    MAX_NODES,
  ),
  /** `null`: no agent of the storm names client versions. */
  busiestMinute: withDefault(nullable(busiestMinuteShape), null),
  /** Set when not everything found room: which part is missing. */
  cut: nullable(text(200)),
})
export type StormRecording = Infer<typeof stormRecordingShape>
