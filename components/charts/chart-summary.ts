import type { Mark } from '@/lib/domain/mark.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatMoment } from '@/lib/format/moment.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'
import { type ChartData, type ChartThreshold, chartEnd } from './chart-data.ts'
import { namesDays } from './chart-moment.ts'

type Told = {
  title: string
  data: ChartData
  thresholds: readonly ChartThreshold[]
  marks: readonly Mark[]
  format: (value: number) => string
  /** The chart ends in the past. */
  past?: boolean
}

/** The chart in words, for people who do not see it: latest, lowest, highest and when, gaps, limits, marks. */
export function chartSummary({ title, data, thresholds, marks, format, past = false }: Told): string {
  const end = chartEnd(data)
  const today = past || namesDays(end - data.fromAt) ? null : end
  const moment = (at: number) => `${formatMoment(at, today)} UTC`
  const sentences = [`${title}, ${formatDuration(end - data.fromAt)} until ${moment(end)}.`]
  for (const series of data.series) {
    const known = series.max.flatMap((value, i) => (value === null ? [] : [{ value, i }]))
    const last = series.max.at(-1) ?? null
    if (known.length === 0) {
      sentences.push(`${series.label}: no data.`)
      continue
    }
    const top = known.reduce((best, one) => (one.value > best.value ? one : best))
    const low = Math.min(...known.map(({ i, value }) => series.min[i] ?? value))
    const topAt = moment(data.fromAt + top.i * data.stepMs)
    sentences.push(
      `${series.label}: latest ${last === null ? UNKNOWN : format(last)}, lowest ${format(low)}, highest ${format(top.value)} at ${topAt}.`,
    )
    const gaps = series.max.length - known.length
    if (gaps > 0) sentences.push(`Unknown for ${formatDuration(gaps * data.stepMs)}.`)
  }
  for (const { label } of thresholds) sentences.push(`Limit: ${label}.`)
  for (const { label, from, to } of marks)
    sentences.push(`${label} from ${moment(from)}${to === null ? ', ongoing' : ` to ${moment(to)}`}.`)
  return sentences.join(' ')
}
