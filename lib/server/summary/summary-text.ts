import type { Summary } from '../../contract/summary.ts'
import { isDemo } from '../../domain/aged-fleet.ts'
import { failingSources } from '../../domain/failing-sources.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { totalsOf } from '../../domain/pool/scope-totals.ts'
import { SUMMARY_DAYS } from '../../domain/summary/service-days.ts'
import { verdictOf } from '../../domain/verdict/verdict.ts'
import { formatDay, formatDayTime } from '../../format/clock.ts'
import { formatDuration, formatRoughly } from '../../format/duration.ts'
import { formatCount, formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'

const FLEET = { kind: 'fleet', name: null } as const

/** What the summary page says, as plain text: the same sentence, numbers, days and events. Times are UTC, unknown is "—". */
export function summaryText(state: FleetState, summary: Summary): string {
  const verdict = verdictOf(state, FLEET)
  const totals = totalsOf(state, FLEET)
  const trouble = failingSources(state)
  const { connections, usageRatio } = totals
  const lines = [
    verdict.executiveSentence,
    ...(verdict.executiveSecond === '' ? [] : [verdict.executiveSecond]),
    '',
    `Connections: ${formatNumber(connections.value)} (${connections.nodes} of ${connections.of} servers)`,
    `Pool: ${formatPercent(usageRatio.value)} of the limit (${usageRatio.nodes} of ${usageRatio.of} servers)`,
    `Full service, ${SUMMARY_DAYS} days: ${formatPercent(summary.fullServiceRatio, 'low', 2)} of the minutes watched`,
    `Minutes degraded: ${formatNumber(summary.minutesDegraded)}`,
    `Storms: ${formatNumber(summary.storms)}`,
    `Time to act, typical: ${formatDuration(summary.timeToActMs)}`,
    '',
    `Last ${SUMMARY_DAYS} days:`,
    ...daysTold(summary.days),
    '',
    'What happened:',
    ...(summary.events.length === 0
      ? [`No storm and no order in the last ${SUMMARY_DAYS} days.`]
      : summary.events.map(event => eventLine(event, state.at))),
    '',
    ...(trouble === '' ? [] : [`Not all sources are well: ${trouble}`]),
    `${isDemo(state) ? 'Demo' : 'Whole'} fleet at ${formatDayTime(state.at)} UTC`,
  ]
  return `${lines.join('\n')}\n`
}

/** Days that were not at full service, each; the others are counted. */
function daysTold(days: Summary['days']): string[] {
  const notFull = days.flatMap(({ at, level, minutesDegraded, minutesInStorm }) => {
    if (level === 'full' || level === 'partly' || level === 'unknown') return []
    const storm = minutesInStorm > 0 ? [`${formatNumber(minutesInStorm)} min of storm`] : []
    const degraded = minutesDegraded > 0 ? [`${formatNumber(minutesDegraded)} min degraded`] : []
    return [`${formatDay(at)}: ${[...storm, ...degraded].join(', ')}`]
  })
  const count = (wanted: Summary['days'][number]['level']) =>
    days.filter(({ level }) => level === wanted).length
  const watched = [
    `${formatCount(count('full'), 'day')} at full service`,
    count('partly') === 0 ? '' : `${formatCount(count('partly'), 'day')} partly watched`,
    count('unknown') === 0 ? '' : `${formatCount(count('unknown'), 'day')} not watched`,
  ]
  return [...notFull, watched.filter(part => part !== '').join(', ')]
}

function eventLine({ title, detail, startedAt, endedAt }: Summary['events'][number], nowMs: number): string {
  const lasted =
    endedAt === null ? `running, ${formatRoughly(nowMs - startedAt)}` : formatRoughly(endedAt - startedAt)
  return `${formatDayTime(startedAt)} UTC: ${title}${detail === '' ? '' : `, ${detail}`} (${lasted})`
}
