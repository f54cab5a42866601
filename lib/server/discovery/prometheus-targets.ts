import { type FoundAgent, foundAgent } from './found-agent.ts'

export type WantedTargets = { job?: string | undefined; labels: Readonly<Record<string, string>> }

type Target = { labels?: unknown; scrapeUrl?: unknown }

/**
 * Agents among the targets that Prometheus scrapes (`GET /api/v1/targets`): an agent's metrics come from its control
 * listener, so the address of the scrape is the agent's.
 * @throws {Error} a clause, where that is not a list of targets
 */
export function agentsAmongTargets(data: unknown, wanted: readonly WantedTargets[]): FoundAgent[] {
  const active = (data as { activeTargets?: unknown } | null)?.activeTargets
  if (!Array.isArray(active))
    throw new Error('Prometheus does not list its targets (Mimir and Thanos have none)')
  const found = new Map<string, FoundAgent>()
  for (const target of active as Target[]) {
    const agent = agentOf(target, wanted)
    if (agent) found.set(agent.url, agent)
  }
  return [...found.values()].sort((a, b) => (a.url < b.url ? -1 : 1))
}

function agentOf(target: Target, wanted: readonly WantedTargets[]): FoundAgent | null {
  const labels = (target.labels ?? {}) as Record<string, unknown>
  const matches = wanted.some(
    want =>
      (want.job === undefined || labels.job === want.job) &&
      Object.entries(want.labels).every(([name, value]) => labels[name] === value),
  )
  if (!matches || typeof target.scrapeUrl !== 'string' || !URL.canParse(target.scrapeUrl)) return null
  const { protocol, host } = new URL(target.scrapeUrl)
  return foundAgent(host, labels, protocol === 'https:' ? 'https' : 'http')
}
