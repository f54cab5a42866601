import { MAX_NODE_ALERTS, type NodeDetail } from '../../contract/node-detail.ts'
import { alwaysOn } from '../../domain/storm/always-on.ts'
import { SECONDS_KEPT } from '../collector/agent-node.ts'
import { AgentReadError } from '../collector/agent-read-error.ts'
import { stormThresholdsOf } from '../config/config-schema.ts'
import { ApiFailure } from '../http/api-failure.ts'
import { alertNodes, receivedAlerts } from '../notify/webhook-receiver.ts'
import { PrometheusSentence } from '../prometheus/problem.ts'
import type { Runtime } from '../runtime/runtime-parts.ts'

const TOP_CLIENTS = 20

type Parts = Pick<Runtime, 'collector' | 'prometheus' | 'state' | 'loaded' | 'clock'>
type Asked<T> = { value: T | null; problem: string | null }

/**
 * Everything one node says of itself; limits and clients are asked for now.
 * @throws {ApiFailure} not-found
 */
export async function readNodeDetail(
  { collector, prometheus, state, loaded, clock }: Parts,
  id: string,
): Promise<NodeDetail> {
  const found = collector.node(id)
  if (found === null && !state()?.nodes.some(node => node.id === id))
    throw new ApiFailure('not-found', `There is no node called ${id.slice(0, 64)}.`)
  const [limits, clients, host, scraped] = await Promise.all([
    asked(found?.link.limits()),
    asked(found?.link.clients(TOP_CLIENTS)),
    asked(prometheus?.host(id)),
    asked(found === null ? prometheus?.scraped(id) : undefined),
  ])
  const node = found?.node
  return {
    id,
    status: node?.status ?? null,
    receivedAt: node?.receivedAt ?? null,
    limits,
    clients,
    host: {
      value: host.value?.value ?? null,
      problem: host.problem,
      unjoined: host.value?.unjoined?.slice(0, 400) ?? null,
    },
    scraped,
    alerts: receivedAlerts()
      .list(
        alertNodes(state()?.nodes ?? [], collector.nodes(), prometheus?.nodes.instances()),
        id,
        clock.now(),
      )
      .alerts.slice(0, MAX_NODE_ALERTS),
    alwaysOn:
      node === undefined
        ? []
        : alwaysOn(
            Array.from({ length: SECONDS_KEPT }, (_, i) =>
              node.seconds.get('attempts', node.seconds.newest - SECONDS_KEPT + 1 + i),
            ),
            stormThresholdsOf(loaded.config, node),
          ),
  }
}

/** What was answered, or a sentence; nobody to ask is neither. */
async function asked<T>(answer: Promise<T | null> | undefined): Promise<Asked<T>> {
  try {
    return { value: (await answer) ?? null, problem: null }
  } catch (error) {
    if (error instanceof AgentReadError || error instanceof PrometheusSentence)
      return { value: null, problem: error.message }
    return { value: null, problem: 'It could not be read; the log of the dashboard says why.' }
  }
}
