import type { Settings } from '@/lib/contract/settings.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { listOf } from '@/lib/format/words.ts'

export type SettingRow = readonly [name: string, value: string]
type Rule = Settings['storm']['nodes'][string]

const inWords = ({ burstAttempts, sustainedPerSecond }: Rule) =>
  [
    burstAttempts === null ? '' : `${formatNumber(burstAttempts)} or more within 1 s`,
    sustainedPerSecond === null ? '' : `mean of 60 s above ${formatNumber(sustainedPerSecond)}/s`,
  ]
    .filter(text => text !== '')
    .join(', ')

/** The storm rule (F14) of every node, then where a group or a node has its own. */
export function stormRuleRows({ storm }: Settings): SettingRow[] {
  const own = (kind: string, rules: Record<string, Rule>) =>
    Object.entries(rules).map(([name, rule]): SettingRow => [`Storm on ${kind} ${name}`, inWords(rule)])
  return [['Storm on a node', inWords(storm)], ...own('group', storm.groups), ...own('node', storm.nodes)]
}

/** What the configuration file says about everything else. Secrets are not in it. */
export function fileRows(settings: Settings): SettingRow[] {
  const { file, agentsListed, discovery, prometheusUrl, alertmanagerUrl, frameAncestors, history, policy } =
    settings
  const agents = [`${formatNumber(agentsListed)} listed`, ...discovery.map(source => `found by ${source}`)]
  return [
    ['Configuration file', file ?? 'none: every value is a default'],
    ['Agents', agents.join(', ')],
    ['Prometheus', prometheusUrl ?? 'not configured'],
    ['Alertmanager', alertmanagerUrl ?? 'not configured'],
    ['Tier policy', policy],
    [
      'Embedded history',
      `${formatNumber(history.keepDays)} days, at most ${formatNumber(history.maxRows)} rows`,
    ],
    [
      'Panels may be framed by',
      frameAncestors.length === 0 ? 'this dashboard only' : listOf(frameAncestors, 4),
    ],
  ]
}
