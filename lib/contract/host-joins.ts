import { array, type Infer, nullable, object, text } from '@stormdeck/protocol'
import { whyUnjoinedShape } from './host-signals.ts'
import { MAX_NODES } from './max-nodes.ts'

/** `GET /api/settings/hosts`: which exporter stands for the machine under each node, or why none does. */
export const hostJoinsShape = object({
  /** `null`: no Prometheus is configured, or it could not be asked. */
  value: nullable(
    array(
      object({
        node: text(64, 1),
        /** Kind and targets of the exporter, for people; `null`: none is this machine's. */
        exporter: nullable(text(300)),
        /** Why none is, and what to do; `null` where there is one. */
        unjoined: nullable(whyUnjoinedShape),
      }),
      MAX_NODES,
    ),
  ),
  problem: nullable(text(400)),
})
export type HostJoins = Infer<typeof hostJoinsShape>
