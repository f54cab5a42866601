import { type AgentStatus, agentStatusShape, CONTROL_PATHS } from '@stormdeck/protocol'

const DEADLINE_MS = 2_000

/**
 * What an agent says of itself now.
 * @throws when it does not answer within 2 s, or answers something else
 */
export async function readStatus(controlUrl: string): Promise<AgentStatus> {
  const response = await fetch(new URL(CONTROL_PATHS.status, controlUrl), {
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
  if (!response.ok) throw new Error(`${controlUrl} answered ${response.status}`)
  return agentStatusShape(await response.json())
}
