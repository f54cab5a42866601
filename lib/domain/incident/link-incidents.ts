import type { NodeReading } from '../node-reading.ts'
import { hasValues } from '../reach.ts'
import { type Finding, INCIDENT_PATTERNS, type Incident } from './incident.ts'

/** An incident is closed once it has not been recognised for this long on nodes that can be seen … */
export const CLOSE_AFTER_MS = 2 * 60_000
/** … and after this long when they cannot. */
export const CLOSE_UNSEEN_AFTER_MS = 60 * 60_000
export const MAX_TIMELINE = 200
export const MAX_SIGNALS = 100

/**
 * Continues open incidents with what is recognised now. A finding that shares a node with an open incident is that
 * incident, whatever its pattern: it is told by the most specific one it ever fitted. Returns all that were open or are new;
 * those that have just ended have `closedAt`.
 */
export function linkIncidents(
  open: readonly Incident[],
  findings: readonly Finding[],
  nodes: readonly NodeReading[],
  nowMs: number,
  newId: () => string,
): Incident[] {
  const incidents = open.filter(incident => incident.closedAt === null)
  const matched = new Map<Incident, Finding[]>()
  const fresh: Incident[] = []
  for (const finding of findings) {
    const known = incidents.find(incident => incident.nodes.some(id => finding.nodes.includes(id)))
    if (known) matched.set(known, [...(matched.get(known) ?? []), finding])
    else fresh.push(opened(finding, newId(), nowMs))
  }
  const continued = incidents.map(incident => {
    const found = matched.get(incident)
    return found
      ? found.reduce<Incident>((told, finding) => seen(told, finding, nowMs), incident)
      : quiet(incident, nodes, nowMs)
  })
  return [...continued, ...fresh]
}

function opened(finding: Finding, id: string, nowMs: number): Incident {
  return {
    ...finding,
    id,
    openedAt: nowMs,
    closedAt: null,
    lastSeenAt: nowMs,
    timeline: [{ at: nowMs, text: finding.title }],
  }
}

function seen(incident: Incident, finding: Finding, nowMs: number): Incident {
  const specific = (pattern: Incident['pattern']) => INCIDENT_PATTERNS.indexOf(pattern)
  const better = specific(finding.pattern) < specific(incident.pattern)
  const same = finding.pattern === incident.pattern
  const signals = new Map(incident.signals.map(signal => [signal.id, signal]))
  const added = finding.signals.filter(signal => !signals.has(signal.id))
  for (const signal of finding.signals) signals.set(signal.id, signal)
  const told = better || same ? { ...incident, ...finding } : incident
  const entries = [
    ...(better ? [{ at: nowMs, text: finding.title }] : []),
    ...added.map(signal => ({ at: nowMs, text: `${signal.node}: ${signal.text}` })),
  ]
  return {
    ...told,
    nodes: [...new Set([...incident.nodes, ...finding.nodes])],
    severity: incident.severity === 'critical' ? 'critical' : finding.severity,
    confidenceRatio: same
      ? Math.max(incident.confidenceRatio, finding.confidenceRatio)
      : told.confidenceRatio,
    signals: [...signals.values()].slice(0, MAX_SIGNALS),
    lastSeenAt: nowMs,
    timeline: [...incident.timeline, ...entries].slice(0, MAX_TIMELINE),
  }
}

/** Not recognised now. Silence is no recovery. */
function quiet(incident: Incident, nodes: readonly NodeReading[], nowMs: number): Incident {
  const visible = incident.nodes.every(id => nodes.some(node => node.id === id && hasValues(node.reach)))
  const quietMs = nowMs - incident.lastSeenAt
  if (quietMs < (visible ? CLOSE_AFTER_MS : CLOSE_UNSEEN_AFTER_MS)) return incident
  const text = visible
    ? 'No sign of it any more; closed.'
    : 'Its nodes have not been seen for an hour; closed.'
  return {
    ...incident,
    closedAt: nowMs,
    timeline: [...incident.timeline, { at: nowMs, text }].slice(-MAX_TIMELINE),
  }
}
