import { formatDayTime, type TimeZone } from '../../format/clock.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatMoment } from '../../format/moment.ts'
import { formatPercent } from '../../format/percent.ts'
import type { Evidence, Incident, PlanStep } from './incident.ts'

/** An incident as Markdown, to be pasted where it is worked on. Times are in the given zone. */
export function incidentMarkdown(incident: Incident, nowMs: number, timeZone: TimeZone = 'UTC'): string {
  const { openedAt, closedAt, confidenceRatio, evidence, signals, plan, timeline } = incident
  const ended = closedAt === null ? 'open' : 'closed'
  const span = formatDuration((closedAt ?? nowMs) - openedAt)
  const lines = [
    `# ${escaped(incident.title)}`,
    '',
    `- Pattern: ${incident.pattern} (${incident.severity}, confidence ${formatPercent(confidenceRatio, 'low')})`,
    `- Since: ${formatDayTime(openedAt, timeZone)} ${timeZone}, ${ended} after ${span}`,
    `- Nodes: ${incident.nodes.map(escaped).join(', ')}`,
    ...section('Cause', [escaped(incident.cause)]),
    ...section('Evidence', evidence.map(evidenceLine)),
    ...section(
      'Signals',
      signals.map(({ node, text, status }) => `- ${escaped(node)}: ${escaped(text)} (${status})`),
    ),
    ...section('Plan', plan.map(planLine)),
    ...section(
      'Timeline',
      timeline.map(({ at, text }) => `- ${formatMoment(at, openedAt, timeZone)} ${escaped(text)}`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]
}

function evidenceLine({ text, found }: Evidence): string {
  const mark = found === null ? '[?]' : found ? '[x]' : '[ ]'
  return `- ${mark} ${escaped(text)}`
}

function planLine({ text, where, command }: PlanStep, i: number): string {
  const place = where === 'here' ? 'from this dashboard' : where
  const code = where === 'server' && command !== null ? `\n   \`${command}\`` : ''
  return `${i + 1}. ${escaped(text)} (${place})${code}`
}

/** Names and reasons come from other machines; they are text, never markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, char => `\\${char}`).replace(/\s+/g, ' ')
}
