import { array, type Infer, integer, nullable, number, object, record } from '@stormdeck/protocol'
import { MAX_NODES } from './max-nodes.ts'

export const SPARKLINE_POINTS = 30

/** `GET /api/history/sparklines`: the largest second of attempts of every node, by half minutes of the last 15 min. */
export const sparklinesShape = object({
  fromAt: integer(),
  stepMs: integer(1),
  nodes: record(array(nullable(number()), SPARKLINE_POINTS), MAX_NODES),
})
export type Sparklines = Infer<typeof sparklinesShape>
