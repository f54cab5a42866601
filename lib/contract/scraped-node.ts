import { array, boolean, type Infer, number, object, oneOf, text } from '@stormdeck/protocol'

/** What Prometheus knows of a node without an agent, beside its row. */
export const scrapedNodeShape = object({
  /** Its label `instance`. */
  instance: text(253),
  /** Which profile reads it, for people. */
  from: text(120),
  /** How often it is scraped, ms; `intervalAssumed`: nobody says, and its samples do not show it yet. */
  resolutionMs: number(0),
  intervalAssumed: boolean,
  /** Signals that have no column of their own. */
  signals: array(
    object({
      name: text(64),
      value: number(),
      unit: oneOf(['per-second', 'bytes-per-second', 'bytes', 'count', 'percent']),
    }),
    16,
  ),
  /** Signals that are not known, by their canonical names, and why: not exported is not zero. */
  missing: array(object({ signal: text(64), why: text(300) }), 64),
})
export type ScrapedNode = Infer<typeof scrapedNodeShape>
