import type { ChartData, ChartSeries } from '@/components/charts/chart-data.ts'
import type { History, HistorySeries } from '@/lib/contract/history.ts'

const highestOf = (series: HistorySeries | undefined) => {
  const known = series?.max.filter(value => value !== null) ?? []
  return known.length === 0 ? null : Math.max(...known)
}

/** Both series as shares of their own highest value in the range; unknown stays unknown. */
export function authColumns(history: History): {
  data: ChartData
  highestAuth: number | null
  highestConnections: number | null
} {
  const [auth, connections] = ['auth', 'connections'].map(id =>
    history.series.find(series => series.id === id),
  )
  const part = (
    series: HistorySeries | undefined,
    label: string,
    look: ChartSeries['look'],
  ): ChartSeries[] => {
    const highest = highestOf(series)
    if (series === undefined) return []
    const share = (value: number | null) => (value === null || !highest ? value && 0 : value / highest)
    return [{ id: series.id, label, look, min: series.min.map(share), max: series.max.map(share) }]
  }
  return {
    data: {
      fromAt: history.fromAt,
      stepMs: history.stepMs,
      series: [...part(auth, 'Auth calls', 'main'), ...part(connections, 'Connections', 'faint')],
    },
    highestAuth: highestOf(auth),
    highestConnections: highestOf(connections),
  }
}
