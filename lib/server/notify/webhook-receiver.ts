import 'server-only'
import type { AgentNode } from '../collector/agent-node.ts'
import { readSecret } from '../config/read-secret.ts'
import { ApiFailure } from '../http/api-failure.ts'
import { readBody } from '../http/read-body.ts'
import { processSlot } from '../runtime/process-slot.ts'
import type { AlertmanagerConfig } from './alertmanager-config.ts'
import { checkWebhook } from './check-webhook.ts'
import { type AlertNode, ReceivedAlertBook } from './received-alerts.ts'
import { webhookShape } from './webhook-shape.ts'

const MAX_WEBHOOK_BYTES = 2 * 1024 * 1024

/** The alerts of this process: the receiver and the pages that show them must see the same. */
export function receivedAlerts(): ReceivedAlertBook {
  return processSlot('received-alerts', () => new ReceivedAlertBook())
}

/**
 * Takes one message of Alertmanager.
 * @throws {ApiFailure} a sentence that Alertmanager writes into its log
 */
export async function receiveWebhook(
  request: Request,
  config: Pick<AlertmanagerConfig, 'receiverTokenFile'> | undefined,
  baseDir: string,
  now: number,
): Promise<void> {
  if (config === undefined)
    throw new ApiFailure(
      'forbidden',
      'No alerts are taken here: add alertmanager: to stormdeck.yaml of the dashboard first.',
    )
  const token = config.receiverTokenFile ? readSecret(config.receiverTokenFile, baseDir) : null
  checkWebhook(request, token)
  receivedAlerts().take(await readBody(request, webhookShape, MAX_WEBHOOK_BYTES), now)
}

/**
 * The nodes that an alert may concern: those of agents by address, and those of Prometheus by their instance.
 * @param instances by the id of the row
 */
export function alertNodes(
  readings: readonly { id: string }[],
  agents: readonly Pick<AgentNode, 'id' | 'target'>[],
  instances: ReadonlyMap<string, string> = new Map(),
): AlertNode[] {
  const hosts = new Map(agents.map(agent => [agent.id, new URL(agent.target.url).host]))
  return readings.map(({ id }) => ({ id, host: hosts.get(id) ?? instances.get(id) ?? null }))
}
