import {
  array,
  boolean,
  type Infer,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  text,
} from '@stormdeck/protocol'
import { INCIDENT_PATTERNS, type Incident } from '../domain/incident/incident.ts'
import { MAX_SIGNALS, MAX_TIMELINE } from '../domain/incident/link-incidents.ts'
import { MAX_NODES } from './max-nodes.ts'

/** One incident whole; `GET /api/incidents/[id]` (and `?format=markdown` for text to paste). */
export const incidentShape: Shape<Incident> = object({
  id: text(64, 1),
  pattern: oneOf(INCIDENT_PATTERNS),
  title: text(400),
  severity: oneOf(['warning', 'critical']),
  nodes: array(text(64), MAX_NODES),
  confidenceRatio: number(0, 1),
  evidence: array(object({ text: text(400), found: nullable(boolean), weight: number(0) }), 32),
  signals: array(
    object({ id: text(140), node: text(64), text: text(300), status: oneOf(['warning', 'critical']) }),
    MAX_SIGNALS,
  ),
  cause: text(2_000),
  plan: array(
    object({
      id: text(64),
      text: text(600),
      where: oneOf(['here', 'server', 'client', 'people']),
      command: nullable(text(400)),
    }),
    32,
  ),
  openedAt: number(0),
  closedAt: nullable(number(0)),
  lastSeenAt: number(0),
  timeline: array(object({ at: number(0), text: text(400) }), MAX_TIMELINE),
})

/** `GET /api/incidents?from=&to=`: newest first, in short. */
export const incidentListShape = object({
  incidents: array(
    object({
      id: text(64, 1),
      title: text(400),
      pattern: oneOf(INCIDENT_PATTERNS),
      severity: oneOf(['warning', 'critical']),
      nodes: array(text(64), MAX_NODES),
      openedAt: number(0),
      closedAt: nullable(number(0)),
    }),
    500,
  ),
})
export type IncidentList = Infer<typeof incidentListShape>
