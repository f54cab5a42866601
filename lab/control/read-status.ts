import { type AgentStatus, agentStatusShape, CONTROL_PATHS } from '@stormdeck/protocol'
import { ControlLink } from './control-link.ts'

/** The last complete bucket of an answer: the next answer goes on after it. */
function position({ node, attempts }: AgentStatus): string {
  return `${node.boot}.${Math.max(0, attempts.from + attempts.accepted.length - 2)}`
}

/**
 * What an agent says of itself now; with `before`, only the attempt buckets since that answer.
 * @throws when it does not answer, or answers something else
 */
export async function readStatus(link: ControlLink, before?: AgentStatus): Promise<AgentStatus> {
  const since = before ? `?since=${position(before)}` : ''
  const { status, body } = await link.call('GET', `${CONTROL_PATHS.status}${since}`)
  if (status !== 200) throw new Error(`the agent answered ${status}`)
  return agentStatusShape(body)
}

/** {@link readStatus} over a connection of its own. */
export async function readStatusOnce(controlUrl: string): Promise<AgentStatus> {
  const link = new ControlLink(controlUrl)
  try {
    return await readStatus(link)
  } finally {
    link.close()
  }
}
