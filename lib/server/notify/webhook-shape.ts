import { array, nullable, object, oneOf, record, type Shape, text, withDefault } from '@stormdeck/protocol'

const labels: Shape<Record<string, string>> = record(text(2_000), 64)

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
