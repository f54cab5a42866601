import {
  array,
  type Infer,
  looseText,
  nullable,
  object,
  oneOf,
  parse,
  type Shape,
  ShapeError,
  text,
} from '@stormdeck/protocol'

/** Alerts of one message that are looked at. */
const MAX_ALERTS = 1_000
/** Entries that a message of the largest size could name. */
const MAX_ENTRIES = 2_000_000
/** Somebody's annotation may be a page long: it is cut, and costs neither itself nor its message. */
const MAX_VALUE_CHARS = 4_096

const LABELS = ['alertname', 'severity', 'node', 'instance', 'source'] as const
const ANNOTATIONS = ['summary', 'description'] as const

const value = looseText(MAX_VALUE_CHARS)

/** Those of somebody's labels that are read here; what others there are is no business of ours, and refuses nothing. */
function only<const K extends string>(names: readonly K[]): Shape<Partial<Record<K, string>>> {
  return (input, path = '') => {
    if (typeof input !== 'object' || input === null) throw new ShapeError(path, 'an object')
    const found = Object.entries(input).filter(
      ([name, content]) => (names as readonly string[]).includes(name) && typeof content === 'string',
    )
    return Object.fromEntries(found.map(([name, content]) => [name, value(content)])) as Partial<
      Record<K, string>
    >
  }
}

const annotations = only(ANNOTATIONS)

const alertShape = object({
  status: oneOf(['firing', 'resolved']),
  labels: only(LABELS),
  annotations: (input, path) => annotations(input ?? {}, path),
  startsAt: text(40),
  endsAt: nullable(text(40)),
  fingerprint: text(64, 1),
})

const envelope = object({
  version: oneOf(['4']),
  alerts: array((input: unknown) => input, MAX_ENTRIES),
})

/** One message: the alerts that fit, and how many were left out. */
export type Webhook = { alerts: Infer<typeof alertShape>[]; dropped: number }

/**
 * What Alertmanager sends to a webhook (version 4). Each alert is read alone: one that does not fit is dropped and counted,
 * since a refused message would be sent again and again, and the others with it.
 */
export const webhookShape: Shape<Webhook> = (input, path) => {
  const entries = envelope(input, path).alerts
  const alerts = entries.slice(0, MAX_ALERTS).flatMap(entry => {
    const parsed = parse(alertShape, entry)
    return parsed.ok ? [parsed.value] : []
  })
  return { alerts, dropped: entries.length - alerts.length }
}
