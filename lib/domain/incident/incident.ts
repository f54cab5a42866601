/** Known shapes of trouble (F40 to F43), the most specific first: a node is told by the first that fits. */
export const INCIDENT_PATTERNS = [
  'FLEET_REBOOT',
  'CONNECTION_REFUSED',
  'STORM_WITH_LEAK',
  'SLOW_CLIENTS',
  'RECONNECT_STORM',
] as const
export type IncidentPattern = (typeof INCIDENT_PATTERNS)[number]

/** One thing that would be seen if the pattern fits. */
export type Evidence = {
  /** What was looked for, with the number that was found. */
  text: string
  /** `null`: cannot be known here. */
  found: boolean | null
  /** How much it says, against the others of the same pattern. */
  weight: number
}

/** A signal that belongs to the incident, so that it is not one more alert. */
export type LinkedSignal = {
  /** Unique within the incident: `ws-2:descriptors`. */
  id: string
  node: string
  text: string
  status: 'warning' | 'critical'
}

/** `here`: a button of this dashboard; `server`: a command; `client`: a release; `people`: a call. */
export type PlanStep = {
  id: string
  text: string
  where: 'here' | 'server' | 'client' | 'people'
  /** For `server`: what to run; for `here`: `tier`. */
  command: string | null
}

/** What a look at the fleet recognises. */
export type Finding = {
  pattern: IncidentPattern
  title: string
  severity: 'warning' | 'critical'
  nodes: string[]
  /** Share of the evidence that was found, 0 to 0.95: nobody is sure at 3 a.m. */
  confidenceRatio: number
  evidence: Evidence[]
  signals: LinkedSignal[]
  /** In words, what it is. */
  cause: string
  plan: PlanStep[]
}

/** A finding with a life. */
export type Incident = Finding & {
  id: string
  openedAt: number
  closedAt: number | null
  /** When it was last recognised. */
  lastSeenAt: number
  /** What happened, oldest first; bounded. */
  timeline: { at: number; text: string }[]
}
