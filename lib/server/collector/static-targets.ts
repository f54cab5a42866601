import type { Config } from '../config/config-schema.ts'
import type { AgentTarget } from './agent-node.ts'

/** The agents that the configuration file names. */
export function staticTargets(config: Config): AgentTarget[] {
  return config.agents.map(agent => ({
    url: agent.url,
    id: agent.id ?? null,
    group: agent.group ?? null,
    readTokenFile: agent.readTokenFile ?? null,
    caFile: agent.caFile ?? null,
  }))
}
