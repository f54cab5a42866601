import {
  array,
  boolean,
  type Infer,
  integer,
  nullable,
  number,
  object,
  record,
  text,
} from '@stormdeck/protocol'
import type { FleetState } from '../domain/fleet-state.ts'
import type { NodeReading } from '../domain/node-reading.ts'

/**
 * The live feed (`GET /api/live`, Server-Sent Events; `GET /api/live?once=1` answers one full message as JSON for
 * pollers). First a `full` message, then `patch` messages, each numbered one above the last; a viewer that misses a
 * number asks for a full one. Node cells travel only when they change.
 */
export type FeedMessage =
  | { kind: 'full'; seq: number; state: FleetState; hot: HotAttempts }
  | {
      kind: 'patch'
      seq: number
      at: number
      cells: CellPatch
      ages: (number | null)[]
      sections: Partial<FeedSections>
      hot: HotAttempts
    }

/** Column → flat list of row index and new value, alternating. */
export type CellPatch = { [K in keyof NodeReading]?: (number | NodeReading[K])[] }

/** Everything of the state that is not a node; a section is sent whole when it changes. */
export type FeedSections = Omit<FleetState, 'at' | 'nodes'>

/**
 * 100 ms buckets of nodes that are anywhere near a threshold (at least 10 attempts in 1.1 s within the last 60 s),
 * by node id, on the server's clock: bucket i covers [fromAt + i × 100, + 100). Later sends of a bucket replace
 * earlier ones. For all other nodes `attemptsLastSecond` is enough to judge a burst exactly.
 */
export type HotAttempts = Record<string, { fromAt: number; counts: (number | null)[]; lowerBound: boolean }>

export const hotAttemptsShape = record(
  object({
    fromAt: number(0),
    counts: array(nullable(integer()), 600),
    lowerBound: boolean,
  }),
  2_000,
)

export const feedHeadShape = object({ kind: text(8), seq: integer() })
export type FeedHead = Infer<typeof feedHeadShape>
