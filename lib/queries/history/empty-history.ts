import {
  type History,
  MAX_POINTS,
  PANEL_SERIES,
  type Panel,
  RANGE_MS,
  type Range,
} from '../../contract/history.ts'

/** Columns of a range that ends at `end`, all unknown: what live values are drawn into while history is missing. */
export function emptyHistory(panel: Panel, scope: string, range: Range, end: number): History {
  const stepMs = Math.max(1_000, RANGE_MS[range] / MAX_POINTS)
  const length = Math.ceil(RANGE_MS[range] / stepMs)
  const last = Math.floor(end / stepMs)
  const unknown = Array<null>(length).fill(null)
  return {
    panel,
    scope,
    range,
    fromAt: (last - length + 1) * stepMs,
    stepMs,
    series: PANEL_SERIES[panel].map(one => ({ ...one, min: unknown, max: unknown })),
    source: 'live',
    resolutionMs: 1_000,
    partial: Array<boolean>(length).fill(false),
    problem: null,
    marks: [],
  }
}
