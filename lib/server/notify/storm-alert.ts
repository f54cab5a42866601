import type { Storm } from '../../domain/fleet-state.ts'

/** What Alertmanager's API v2 takes (`postableAlert`). */
export type PostableAlert = {
  labels: Record<string, string>
  annotations: Record<string, string>
  startsAt: string
  endsAt: string
  generatorURL?: string
}

/** Told again this often while a storm lasts … */
export const REPEAT_MS = 30_000
/** … and over by itself this long after the last word: a dashboard that died must not leave an alarm on for ever. */
export const EXPIRES_MS = 4 * REPEAT_MS

const SOURCE = 'stormdeck'
/** Our own alerts come back through the webhook; they are on the screen already. */
export const isOurs = (labels: { readonly source?: string }) => labels.source === SOURCE

const RULES: Record<Storm['firedBy'], string> = {
  burst: 'more attempts within one second than its node may have',
  sustained: 'a mean of attempts over one minute above what its node may have',
  'early-warning': 'attempts far above what is usual here',
}

export type StormSeverity = 'warning' | 'critical'

/**
 * What a storm is worth: it is suspected, or was a storm once. Labels make an alert, so one that ends must end with the
 * severity it was posted with.
 */
export function severityOf(storm: Pick<Storm, 'state'>, before: StormSeverity | null): StormSeverity {
  if (storm.state === 'suspected') return 'warning'
  return storm.state === 'ended' ? (before ?? 'critical') : 'critical'
}

/** A storm as one alert: its labels stay the same while its severity does, whatever nodes join it. */
export function stormAlert(
  storm: Storm,
  severity: StormSeverity,
  now: number,
  dashboardUrl?: string,
): PostableAlert {
  const nodes = storm.nodes.join(', ')
  const count = storm.lowerBound ? 'at least ' : ''
  const peak = storm.peakPerSecond === null ? '' : `, peak ${count}${Math.round(storm.peakPerSecond)}/s`
  const version = storm.topVersion === null ? '' : ` Most frequent client version: ${storm.topVersion}.`
  return {
    labels: {
      alertname: 'StormdeckStorm',
      severity,
      storm: storm.id,
      source: SOURCE,
    },
    annotations: {
      summary: `Connection storm on ${nodes}${peak}`,
      description: `Began with ${RULES[storm.firedBy]}. ${count}${storm.attempts} attempts, ${storm.accepted} accepted, ${storm.refused} refused.${version}`,
      nodes,
    },
    startsAt: new Date(storm.startedAt).toISOString(),
    endsAt: new Date(storm.endedAt ?? now + EXPIRES_MS).toISOString(),
    ...(dashboardUrl ? { generatorURL: `${dashboardUrl.replace(/\/+$/, '')}/storms/${storm.id}` } : {}),
  }
}
