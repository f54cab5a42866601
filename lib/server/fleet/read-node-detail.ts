import { MAX_NODE_ALERTS, type NodeDetail } from '../../contract/node-detail.ts'
import { alwaysOn } from '../../domain/storm/always-on.ts'
import { SECONDS_KEPT } from '../collector/agent-node.ts'
import { stormThresholdsOf } from '../config/config-schema.ts'
import { ApiFailure } from '../http/api-failure.ts'
import { alertNodes, receivedAlerts } from '../notify/webhook-receiver.ts'
import type { Runtime } from '../runtime/runtime-parts.ts'

type Parts = Pick<Runtime, 'collector' | 'prometheus' | 'state' | 'loaded' | 'clock' | 'askNode'>

/**
 * Everything one node says of itself; what must be asked for is at most 2.5 s old.
 * @throws {ApiFailure} not-found
 */
export async function readNodeDetail(
  { collector, prometheus, state, loaded, clock, askNode }: Parts,
  id: string,
): Promise<NodeDetail> {
  const found = collector.node(id)
  if (found === null && !state()?.nodes.some(node => node.id === id))
    throw new ApiFailure('not-found', `There is no node called ${id.slice(0, 64)}.`)
  const { limits, clients, host, scraped } = await askNode(id)
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
      unjoined: host.value?.unjoined ?? null,
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
