import { array, nullable, object, oneOf, record, type Shape, text, withDefault } from '@stormdeck/protocol'

/** Somebody's annotation may be a page long: it is cut where it is shown, and costs neither itself nor its message. */
const MAX_VALUE_CHARS = 64 * 1024
const labels: Shape<Record<string, string>> = record(text(MAX_VALUE_CHARS), 64)

/** What Alertmanager sends to a webhook (version 4). A receiver takes at most 1,000 alerts of one message. */
export const webhookShape = object({
  version: oneOf(['4']),
  alerts: array(
    object({
      status: oneOf(['firing', 'resolved']),
      labels,
      annotations: withDefault(labels, {}),
      startsAt: text(40),
      endsAt: nullable(text(40)),
      fingerprint: text(64, 1),
    }),
    1_000,
  ),
})
