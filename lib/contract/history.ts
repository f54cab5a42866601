import {
  array,
  boolean,
  type Infer,
  integer,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  text,
} from '@stormdeck/protocol'
import type { Mark } from '../domain/mark.ts'

export const RANGES = ['5m', '15m', '1h', '6h', '24h', '7d', '30d'] as const
export type Range = (typeof RANGES)[number]
export const RANGE_MS: Record<Range, number> = {
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
}

/** At most this many points a series, whatever the range (facts.md, M1: the cost of a chart). */
export const MAX_POINTS = 300

export const PANELS = ['pool', 'memory', 'reconnect', 'auth'] as const
export type Panel = (typeof PANELS)[number]

/** A column of time: lowest and highest value within it, so that a peak is never averaged away. */
export const historySeriesShape = object({
  id: text(64),
  /** Unit of the values: `connections`, `bytes`, `per-second`, `ratio`. */
  unit: oneOf(['connections', 'bytes', 'per-second', 'ratio']),
  min: array(nullable(number()), MAX_POINTS),
  max: array(nullable(number()), MAX_POINTS),
})
export type HistorySeries = Infer<typeof historySeriesShape>

export type SeriesId =
  | 'connections'
  | 'limit'
  | 'memoryPerConnection'
  | 'attempts'
  | 'established'
  | 'closed'
  | 'planned'
  | 'auth'
type PanelSeries = { id: SeriesId; unit: HistorySeries['unit'] }

const perSecond = (id: SeriesId): PanelSeries => ({ id, unit: 'per-second' })
const connections: PanelSeries = { id: 'connections', unit: 'connections' }

/** The series of every panel. */
export const PANEL_SERIES: Record<Panel, readonly PanelSeries[]> = {
  pool: [connections, { id: 'limit', unit: 'connections' }],
  memory: [{ id: 'memoryPerConnection', unit: 'bytes' }],
  reconnect: [perSecond('attempts'), perSecond('established'), perSecond('closed'), perSecond('planned')],
  auth: [perSecond('auth'), connections],
}

const markShape: Shape<Mark> = object({
  kind: oneOf(['lease', 'storm']),
  id: text(64),
  label: text(120),
  from: number(0),
  to: nullable(number(0)),
})

/**
 * `GET /api/history?panel=&scope=&range=&end=`. Column i covers [fromAt + i × stepMs, + stepMs). Series by panel: see
 * {@link PANEL_SERIES}; those that a server does not have are left out.
 */
export const historyShape = object({
  panel: oneOf(PANELS),
  /** As {@link formatScope} writes it: up to 16 nodes. */
  scope: text(1_040),
  range: oneOf(RANGES),
  fromAt: integer(),
  stepMs: integer(1),
  series: array(historySeriesShape, 8),
  /** Where the points come from; `live`: the server's own rings. */
  source: oneOf(['live', 'embedded', 'prometheus']),
  /** Resolution of what lies beneath, ms. Above 1,000 a one-second burst may be invisible, and the panel says so. */
  resolutionMs: integer(1),
  /** By column: some node of the scope was not heard then, so its values are sums over fewer nodes, and no fall. */
  partial: array(boolean, MAX_POINTS),
  /** A sentence when part of the range could not be had. */
  problem: nullable(text(400)),
  /** Marks to draw: orders and storms within the range. */
  marks: array(markShape, 64),
})
export type History = Infer<typeof historyShape>
