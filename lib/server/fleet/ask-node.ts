import type { Clock } from '../clock/clock.ts'
import type { Collector } from '../collector/collector.ts'
import type { PrometheusConnection } from '../prometheus/connect-prometheus.ts'
import { asked } from './asked.ts'
import { shareById } from './share-by-id.ts'

const TOP_CLIENTS = 20

type Parts = { collector: Collector; prometheus: PrometheusConnection | null; clock: Clock }

/** Asks an agent and Prometheus for the page of a node. */
export type AskNode = ReturnType<typeof createAskNode>

/**
 * Asks once for everybody who looks at the page: a node that suffers is looked at by many. Never rejects; what could not be had
 * is a sentence.
 */
export function createAskNode({ collector, prometheus, clock }: Parts) {
  return shareById(async id => {
    const found = collector.node(id)
    const [limits, clients, host, scraped] = await Promise.all([
      asked(found?.link.limits()),
      asked(found?.link.clients(TOP_CLIENTS)),
      asked(prometheus?.host(id)),
      asked(found === null ? prometheus?.scraped(id) : undefined),
    ])
    return { limits, clients, host, scraped }
  }, clock.mono)
}
