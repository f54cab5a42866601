import { AGENT_PROFILE } from '../../domain/agent-profile.ts'
import type { KnownServer } from './server-list.ts'

/**
 * The rows that servers become. What an agent answers for is not shown twice; and with `auto`, a proxy stands in front
 * of servers that are known already and holds the same sessions again, so it counts only where no server is known.
 */
export function serversToShow(
  servers: readonly KnownServer[],
  options: { auto: boolean; agents: readonly { id: string; host: string }[] },
): KnownServer[] {
  const ids = new Set(options.agents.map(agent => agent.id))
  const hosts = new Set(options.agents.map(agent => agent.host))
  const others = servers.filter(
    server => server.asked && !ids.has(server.nodeLabel) && !hosts.has(server.instance),
  )
  if (!options.auto) return others
  const holding = others.filter(server => server.profile.role === 'server')
  // Our own agents may be scraped under other names than we read them by.
  if (options.agents.length > 0) return holding.filter(server => server.profile.id !== AGENT_PROFILE)
  return holding.length > 0 ? holding : others
}
