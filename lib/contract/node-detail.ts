import {
  agentStatusShape,
  array,
  hostLimitsShape,
  type Infer,
  nullable,
  number,
  object,
  text,
  topClientsShape,
  withDefault,
} from '@stormdeck/protocol'
import { hostSignalsShape, whyUnjoinedShape } from './host-signals.ts'
import { receivedAlertShape } from './received-alert.ts'
import { scrapedNodeShape } from './scraped-node.ts'

export const MAX_NODE_ALERTS = 50

/** A part that was asked for just now, or why it could not be had. */
const asked = <T>(shape: Parameters<typeof nullable<T>>[0]) =>
  object({ value: nullable(shape), problem: nullable(text(400)) })

/** `GET /api/nodes/[id]`: everything one node says of itself. The row itself comes with the live feed. */
export const nodeDetailShape = object({
  id: text(64, 1),
  /** Last complete answer of its agent; `null`: none yet, or the node is known from Prometheus only. */
  status: nullable(agentStatusShape),
  /** Epoch ms at which we received it. */
  receivedAt: nullable(number(0)),
  limits: asked(hostLimitsShape),
  clients: asked(topClientsShape),
  /** The machine under it, by node_exporter; `null` without Prometheus. */
  host: object({
    value: nullable(hostSignalsShape),
    problem: nullable(text(400)),
    /** Prometheus answered, and no exporter there is this machine's: why, and what to do. */
    unjoined: nullable(whyUnjoinedShape),
  }),
  /** What Prometheus knows of a node without an agent; `null` for others. */
  scraped: asked(scrapedNodeShape),
  /** Alerts of somebody's Alertmanager that concern it: firing first. */
  alerts: withDefault(array(receivedAlertShape, MAX_NODE_ALERTS), []),
  /** Rules that fire on an ordinary day here, with a value that would not. */
  alwaysOn: array(object({ rule: text(16), p99: number(0), threshold: number(0), suggested: number(0) }), 4),
})
export type NodeDetail = Infer<typeof nodeDetailShape>
