import { formatClock } from '@/lib/format/clock.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'
import { type ChartData, type ChartMark, type ChartThreshold, chartEnd } from './chart-data.ts'

type Told = {
  title: string
  data: ChartData
  thresholds: readonly ChartThreshold[]
  marks: readonly ChartMark[]
  format: (value: number) => string
}

/** The chart in words, for people who do not see it: latest, lowest, highest and when, gaps, limits, marks. */
export function chartSummary({ title, data, thresholds, marks, format }: Told): string {
  const sentences = [
    `${title}, ${formatDuration(chartEnd(data) - data.fromAt)} until ${formatClock(chartEnd(data))} UTC.`,
  ]
  for (const series of data.series) {
    const known = series.max.flatMap((value, i) => (value === null ? [] : [{ value, i }]))
    const last = series.max.at(-1) ?? null
    if (known.length === 0) {
      sentences.push(`${series.label}: no data.`)
      continue
    }
    const top = known.reduce((best, one) => (one.value > best.value ? one : best))
    const low = Math.min(...known.map(({ i, value }) => series.min[i] ?? value))
    const topAt = formatClock(data.fromAt + top.i * data.stepMs)
    sentences.push(
      `${series.label}: latest ${last === null ? UNKNOWN : format(last)}, lowest ${format(low)}, highest ${format(top.value)} at ${topAt} UTC.`,
    )
    const gaps = series.max.length - known.length
    if (gaps > 0) sentences.push(`Unknown for ${formatDuration(gaps * data.stepMs)}.`)
  }
  for (const { label } of thresholds) sentences.push(`Limit: ${label}.`)
  for (const mark of marks) sentences.push(`${mark.label} from ${formatClock(mark.from)} UTC${endOf(mark)}.`)
  return sentences.join(' ')
}

const endOf = (mark: ChartMark) => (mark.to === null ? ', ongoing' : ` to ${formatClock(mark.to)} UTC`)
