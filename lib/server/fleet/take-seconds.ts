import { BUCKETS_PER_SECOND } from '@stormdeck/protocol'
import {
  CLIENT_SIDE_COLUMNS,
  type ClientSideColumn,
  type RecordedSeconds,
} from '../../contract/storm-recording.ts'
import type { BucketColumn } from '../collector/agent-node.ts'
import type { ColumnRing } from '../collector/column-ring.ts'

const COUNTED: Record<ClientSideColumn, BucketColumn> = {
  firstTime: 'firstTime',
  reconnect: 'reconnect',
  planned: 'planned',
  early: 'early',
  unknown: 'unknown',
  accepted: 'accepted',
  refused: 'rejected',
  closed: 'closed',
}

/**
 * Adds the whole seconds that end by the bucket `last`, from where the recording is; the first begins with the bucket `first`
 * or after it. What was not read in time stays unknown, and in its place. Changes and returns `known`.
 */
export function takeSeconds(
  known: RecordedSeconds | null,
  buckets: ColumnRing<BucketColumn>,
  first: number,
  last: number,
): RecordedSeconds {
  const seconds = known ?? begin(Math.ceil(first / BUCKETS_PER_SECOND))
  const end = Math.floor((last + 1) / BUCKETS_PER_SECOND)
  for (let second = seconds.from + seconds.accepted.length; second < end; second++) {
    const from = second * BUCKETS_PER_SECOND
    for (const column of CLIENT_SIDE_COLUMNS)
      seconds[column].push(buckets.sum(COUNTED[column], from, from + BUCKETS_PER_SECOND - 1))
  }
  return seconds
}

const begin = (from: number): RecordedSeconds => ({
  from,
  firstTime: [],
  reconnect: [],
  planned: [],
  early: [],
  unknown: [],
  accepted: [],
  refused: [],
  closed: [],
})
