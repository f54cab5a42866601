import { MAX_ALERTS, type ReceivedAlert, type ReceivedAlerts } from '../../contract/received-alert.ts'
import { hostOf } from '../outbound/host-of.ts'
import { isOurs } from './storm-alert.ts'
import type { Webhook } from './webhook-shape.ts'

/** A node that an alert may concern. `host` is `host:port` of its agent or scrape target. */
export type AlertNode = { id: string; host: string | null }

/** An alert that ended is shown a little longer, as ended. */
const KEEP_ENDED_MS = 15 * 60_000
/** A firing alert that Alertmanager does not repeat within a day is not believed any more. */
const KEEP_FIRING_MS = 26 * 3_600_000

const SEVERITY = new Map<string | undefined, ReceivedAlert['severity']>([
  ['critical', 'critical'],
  ['page', 'critical'],
  ['error', 'critical'],
  ['warning', 'warning'],
])

type Kept = Omit<ReceivedAlert, 'node'> & { nodeLabel: string | null }

/** The node an alert names: by id, else by address with port, else by the machine where only one node is on it. */
export function nodeOfAlert(
  alert: { nodeLabel: string | null; instance: string | null },
  nodes: readonly AlertNode[],
): string | null {
  const byName = nodes.find(node => node.id === alert.nodeLabel)
  if (byName) return byName.id
  const { instance } = alert
  if (instance === null) return null
  const byAddress = nodes.find(node => node.host === instance || node.id === instance)
  if (byAddress) return byAddress.id
  const onHost = nodes.filter(node => node.host !== null && hostOf(node.host) === hostOf(instance))
  return onHost.length === 1 ? (onHost[0]?.id ?? null) : null
}

function keptOf(alert: Webhook['alerts'][number], now: number): Kept {
  const { labels, annotations } = alert
  const time = (text: string | null) => {
    const at = Date.parse(text ?? '')
    return Number.isNaN(at) || at <= 0 ? null : at
  }
  return {
    fingerprint: alert.fingerprint,
    name: (labels.alertname ?? 'alert').slice(0, 200),
    severity: SEVERITY.get(labels.severity) ?? 'info',
    summary: (annotations.summary ?? annotations.description ?? labels.alertname ?? 'alert').slice(0, 400),
    // A name longer than any is nobody's; cut off, it could be somebody else's.
    nodeLabel: labels.node !== undefined && labels.node.length <= 253 ? labels.node : null,
    instance: labels.instance?.slice(0, 253) ?? null,
    startsAt: time(alert.startsAt) ?? now,
    endsAt: alert.status === 'resolved' ? (time(alert.endsAt) ?? now) : null,
    heardAt: now,
  }
}

/** Alerts of other people's rules, kept in bounds; only what Alertmanager said, and how long ago it said it. */
export class ReceivedAlertBook {
  readonly #kept = new Map<string, Kept>()
  #lastHeardAt: number | null = null
  #dropped = 0

  /** Takes one message. The dead man's switch and our own storms are heard, and not kept. */
  take(webhook: Webhook, now: number): void {
    this.#lastHeardAt = now
    this.#dropped += webhook.dropped
    for (const alert of webhook.alerts) {
      if (isOurs(alert.labels) || alert.labels.alertname === 'StormdeckDeadMan') continue
      this.#kept.delete(alert.fingerprint)
      this.#kept.set(alert.fingerprint, keptOf(alert, now))
    }
    this.#forget(now)
  }

  /** Firing first, the worse and newer first. @param node only alerts of this node; `null`: all */
  list(nodes: readonly AlertNode[], node: string | null, now: number): ReceivedAlerts {
    this.#forget(now)
    const rank = { critical: 0, warning: 1, info: 2 }
    const alerts = [...this.#kept.values()]
      .map(({ nodeLabel, ...alert }) => ({
        ...alert,
        node: nodeOfAlert({ nodeLabel, instance: alert.instance }, nodes),
      }))
      .filter(alert => node === null || alert.node === node)
      .sort(
        (a, b) =>
          Number(a.endsAt !== null) - Number(b.endsAt !== null) ||
          rank[a.severity] - rank[b.severity] ||
          b.startsAt - a.startsAt,
      )
    return { alerts, lastHeardAt: this.#lastHeardAt, dropped: this.#dropped }
  }

  #forget(now: number): void {
    for (const [fingerprint, alert] of this.#kept) {
      const tooOld = alert.endsAt === null ? KEEP_FIRING_MS : KEEP_ENDED_MS
      if (now - alert.heardAt > tooOld) this.#kept.delete(fingerprint)
    }
    for (const fingerprint of this.#kept.keys()) {
      if (this.#kept.size <= MAX_ALERTS) break
      this.#kept.delete(fingerprint)
    }
  }
}
