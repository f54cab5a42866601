import type { HistorySeries } from '../../contract/history.ts'

const sum = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)

/**
 * Adds what several kinds of servers say of the same series. Bytes per connection are not additive: there the wider
 * of both ranges is kept. `null` beside a value is what is known; only `null` everywhere stays unknown.
 */
export function addColumns(parts: readonly (readonly HistorySeries[])[]): HistorySeries[] {
  const added = new Map<string, HistorySeries>()
  for (const series of parts.flat()) {
    const known = added.get(series.id)
    if (!known) {
      added.set(series.id, { ...series, min: [...series.min], max: [...series.max] })
      continue
    }
    const additive = series.unit !== 'bytes' && series.unit !== 'ratio'
    known.min = known.min.map((value, i) => {
      const other = series.min[i] ?? null
      return additive || value === null || other === null ? sum(value, other) : Math.min(value, other)
    })
    known.max = known.max.map((value, i) => {
      const other = series.max[i] ?? null
      return additive || value === null || other === null ? sum(value, other) : Math.max(value, other)
    })
  }
  return [...added.values()]
}
