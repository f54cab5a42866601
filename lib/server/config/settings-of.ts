import type { Settings } from '../../contract/settings.ts'
import { stormThresholdsOf } from './config-schema.ts'
import type { LoadedConfig } from './load-config.ts'

/** What of the configuration people may read. Names of files that hold secrets stay here. */
export function settingsOf({ config, file }: LoadedConfig): Settings {
  const { thresholds, discovery } = config
  const { burstAttempts, sustainedPerSecond } = stormThresholdsOf(config, { id: '', group: '' })
  return {
    file,
    storm: {
      burstAttempts,
      sustainedPerSecond,
      groups: rules(thresholds.groups),
      nodes: rules(thresholds.nodes),
    },
    policy: config.policy,
    agentsListed: config.agents.length,
    discovery: (['files', 'dns', 'prometheus'] as const).filter(
      source => (discovery?.[source].length ?? 0) > 0,
    ),
    prometheusUrl: config.prometheus?.url ?? null,
    alertmanagerUrl: config.alertmanager?.url ?? null,
    frameAncestors: config.embed.frameAncestors,
    history: config.history,
  }
}

type Rule = { burstAttempts?: number | undefined; sustainedPerSecond?: number | undefined }

function rules(by: Record<string, Rule>): Settings['storm']['nodes'] {
  const told = Object.entries(by).map(([name, rule]) => [
    name,
    { burstAttempts: rule.burstAttempts ?? null, sustainedPerSecond: rule.sustainedPerSecond ?? null },
  ])
  return Object.fromEntries(told)
}
