import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { AgentTarget } from '../collector/agent-node.ts'
import type { DiscoveryConfig } from './discovery-config.ts'
import { findBySrv, type ResolveSrv } from './dns-srv.ts'
import { createFileSd } from './file-sd.ts'
import { bounded, type FoundAgent, type FoundAgents } from './found-agent.ts'
import { agentsAmongTargets } from './prometheus-targets.ts'

/** Files are cheap to look at, and people wait for their change to show. */
const LOOK_AT_FILES_MS = 1_000

export type DiscoverOptions = {
  config: DiscoveryConfig
  /** Agents that `agents:` lists; they come first and win over what is found at the same address. */
  listed: readonly AgentTarget[]
  baseDir: string
  /**
   * Whole list, whenever it changed, and with every look at DNS and Prometheus: the collector marks what is missing as
   * vanished, and drops it when it is no longer expected. `beyond`: how many more the sources list than are kept.
   */
  onTargets: (targets: AgentTarget[], beyond: number) => void
  /** Data of Prometheus' `/api/v1/targets`; `null`: none is configured. */
  prometheusTargets: (() => Promise<unknown>) | null
  resolveSrv?: ResolveSrv
  now?: () => number
}

export type AgentDiscovery = {
  /** Looks at everything now. Never throws: problems are in `health`. */
  look: () => Promise<void>
  health: () => SourceHealth | null
  stop: () => void
}

type Source = { id: string; find: () => Promise<FoundAgent[]> }

/**
 * Finds agents by every source of the configuration, again and again. A source that fails keeps what it said last: a
 * broken file or DNS must not make a fleet vanish.
 */
export function discoverAgents(options: DiscoverOptions): AgentDiscovery {
  const { config, now = Date.now } = options
  const files = createFileSd(config.files, options.baseDir)
  const remembered = new Map<string, FoundAgents>()
  const problems = new Map<string, string>()
  const asked = new Set<string>()
  let told = ''
  let since: number | null = null

  const remote: Source[] = config.dns.map(entry => ({
    id: `dns ${entry.name}`,
    find: () => findBySrv(entry, options.resolveSrv),
  }))
  if (config.prometheus.length > 0)
    remote.push({
      id: 'prometheus',
      async find() {
        if (options.prometheusTargets === null)
          throw new Error('discovery.prometheus needs prometheus.url; add it or remove this')
        return agentsAmongTargets(await options.prometheusTargets(), config.prometheus)
      },
    })

  function tell(again = false): void {
    const found = [...remembered.values()]
    const targets = mergeTargets(
      options.listed,
      found.flatMap(({ agents }) => agents),
      config,
    )
    const beyond = found.reduce((sum, source) => sum + source.beyond, 0)
    const text = JSON.stringify([targets, beyond])
    if (text === told && !again) return
    told = text
    options.onTargets(targets, beyond)
  }

  function note(id: string, problem: string | null): void {
    const before = problems.size
    asked.add(id)
    if (problem === null) problems.delete(id)
    else problems.set(id, problem)
    if (since === null || (before === 0) !== (problems.size === 0)) since = now()
  }

  function lookAtFiles(): void {
    const seen = files.look()
    remembered.set('files', seen.found)
    note('files', seen.problems.length > 0 ? seen.problems.join('; ') : null)
    tell()
  }

  async function lookAtRemote(): Promise<void> {
    await Promise.all(
      remote.map(async source => {
        try {
          remembered.set(source.id, bounded(await source.find()))
          note(source.id, null)
        } catch (error) {
          note(source.id, (error as Error).message)
        }
      }),
    )
  }

  async function lookAgain(): Promise<void> {
    await lookAtRemote()
    tell(true)
  }

  const timers = [setInterval(lookAtFiles, LOOK_AT_FILES_MS)]
  timers.push(setInterval(() => void lookAgain(), config.refreshSeconds * 1000))
  for (const timer of timers) timer.unref()

  return {
    async look() {
      lookAtFiles()
      await lookAtRemote()
      tell()
    },
    health() {
      if (config.files.length === 0 && remote.length === 0) return null
      const error = problems.size === 0 ? null : [...problems.values()].join('; ').slice(0, 400)
      // Files are read at once; what the others name is not known before they answered too.
      const all = asked.has('files') && remote.every(({ id }) => asked.has(id))
      const status = error !== null ? 'failing' : all ? 'ok' : 'unknown'
      const headline = error === null ? null : 'discovery of agents failing'
      return { id: 'discovery', kind: 'agents', status, error, headline, since }
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** One target an address: what the file lists wins, then the first source that found it. */
export function mergeTargets(
  listed: readonly AgentTarget[],
  found: readonly FoundAgent[],
  credentials: Pick<DiscoveryConfig, 'readTokenFile' | 'caFile'>,
): AgentTarget[] {
  const merged = new Map(listed.map(target => [target.url, target]))
  for (const { url, id, group } of found)
    if (!merged.has(url))
      merged.set(url, {
        url,
        id,
        group,
        readTokenFile: credentials.readTokenFile ?? null,
        caFile: credentials.caFile ?? null,
      })
  return [...merged.values()]
}
