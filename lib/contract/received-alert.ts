import {
  array,
  type Infer,
  integer,
  nullable,
  number,
  object,
  oneOf,
  text,
  withDefault,
} from '@stormdeck/protocol'

/** Alerts that are kept at most. */
export const MAX_ALERTS = 2_000

/** An alert of somebody's Alertmanager, as it is shown on the node it concerns. */
export const receivedAlertShape = object({
  fingerprint: text(64),
  name: text(200),
  severity: oneOf(['critical', 'warning', 'info']),
  summary: text(400),
  /** The node it concerns, by its id here; `null`: none that is known. */
  node: nullable(text(63)),
  instance: nullable(text(253)),
  startsAt: number(0),
  /** Epoch ms; `null` while it fires. */
  endsAt: nullable(number(0)),
  /** When Alertmanager last spoke of it. */
  heardAt: number(0),
})
export type ReceivedAlert = Infer<typeof receivedAlertShape>

/** `GET /api/alerts?node=ID` (without `node`: all): firing first, then those that ended in the last 15 min. */
export const receivedAlertsShape = object({
  alerts: array(receivedAlertShape, MAX_ALERTS),
  /** When the receiver last heard anything, epoch ms; `null`: never, so the list says nothing about calm. */
  lastHeardAt: nullable(number(0)),
  /** Alerts since the start that could not be read, so that they are not in the list. */
  dropped: withDefault(integer(), 0),
})
export type ReceivedAlerts = Infer<typeof receivedAlertsShape>
