import type { HistorySeries } from '../../contract/history.ts'

/** Fills what `base` does not know from `over`. Series are matched by id; those that only one knows are kept. */
export function fillGaps(base: readonly HistorySeries[], over: readonly HistorySeries[]): HistorySeries[] {
  const filled = base.map(series => {
    const other = over.find(candidate => candidate.id === series.id)
    if (other === undefined) return series
    // A column comes from one source, so that lowest and highest belong together.
    const known = series.max.map(value => value !== null)
    const pick = (own: (number | null)[], others: (number | null)[]) =>
      own.map((value, i) => (known[i] ? value : (others[i] ?? null)))
    return { ...series, min: pick(series.min, other.min), max: pick(series.max, other.max) }
  })
  return [...filled, ...over.filter(series => !base.some(known => known.id === series.id))]
}

/** Both sources in every column: for columns of which either may hold a part only. Series are matched by id. */
export function mergeExtremes(
  base: readonly HistorySeries[],
  other: readonly HistorySeries[],
): HistorySeries[] {
  return base.map(series => {
    const match = other.find(candidate => candidate.id === series.id)
    if (match === undefined) return series
    return {
      ...series,
      min: series.min.map((value, i) => extreme(Math.min, value, match.min[i] ?? null)),
      max: series.max.map((value, i) => extreme(Math.max, value, match.max[i] ?? null)),
    }
  })
}

const extreme = (pick: (a: number, b: number) => number, a: number | null, b: number | null) =>
  a === null ? b : b === null ? a : pick(a, b)
