import type { ChartData } from '@/components/charts/chart-data.ts'
import type { ClientSideColumn, RecordedSeconds, StormRecording } from '@/lib/contract/storm-recording.ts'
import { commonEnd, secondColumns } from './second-columns.ts'

/** What counts as part of a storm before a rule held, as in the figures of the storm. */
const BEFORE_START_MS = 1_000

/** One kind of thing that clients did, over the storm and all nodes whose seconds are recorded. */
export type ClientSideRow = {
  id: (typeof ROWS)[number]
  /** `null`: in no second was it known. */
  total: number | null
  /** Some seconds are unknown, or a node of the storm is not in it: the total can only be larger. */
  atLeast: boolean
  /** Most of any second in which all nodes were observed. */
  peakPerSecond: number | null
  /** By column of time; `null`: unknown. */
  values: (number | null)[]
}

export type ClientSide = {
  /** Accepted and refused a second over the whole recording. */
  chart: ChartData
  rows: ClientSideRow[]
  /** What the rows are counted over, epoch ms. */
  from: number
  to: number
  /** Recorded nodes of all that are in the recording. */
  nodes: number
  of: number
}

const ROWS = ['reconnect', 'firstTime', 'planned', 'early', 'unknown', 'closed'] as const

/** What the client side did, from the recorded seconds; `null`: none are recorded. */
export function clientSide(
  recording: Pick<StormRecording, 'nodes' | 'cut'>,
  startedAt: number,
): ClientSide | null {
  const tracks = recording.nodes.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))
  const first = Math.min(...tracks.map(({ from }) => from))
  const end = commonEnd(tracks.map(({ from, accepted }) => from + accepted.length))
  if (tracks.length === 0 || end <= first) return null
  const begin = Math.min(end - 1, Math.max(first, Math.floor((startedAt - BEFORE_START_MS) / 1_000)))
  const partial = recording.cut !== null || tracks.length < recording.nodes.length
  const hidden = recording.nodes.some(node => node.lowerBound)
  const between = (column: ClientSideColumn, from: number) =>
    Array.from({ length: end - from }, (_, i) => sumOf(tracks, column, from + i))
  const drawn = (column: 'accepted' | 'refused') => secondColumns(between(column, first))
  const { stepMs, ...accepted } = drawn('accepted')
  const { min, max } = drawn('refused')
  return {
    chart: {
      fromAt: first * 1_000,
      stepMs,
      series: [
        { id: 'accepted', label: 'Accepted', look: 'main', ...accepted },
        { id: 'refused', label: 'Refused', look: 'faint', min, max },
      ],
    },
    rows: ROWS.map(id => {
      const sums = between(id, begin)
      const known = sums.filter(sum => sum !== null)
      return {
        id,
        total: totalOf(tracks, id, begin, end),
        atLeast: partial || known.length < sums.length || (hidden && id !== 'closed'),
        peakPerSecond: known.length === 0 ? null : Math.max(...known),
        values: secondColumns(sums).max,
      }
    }),
    from: begin * 1_000,
    to: end * 1_000,
    nodes: tracks.length,
    of: recording.nodes.length,
  }
}

/** Of all nodes in one second. Part of a sum is not the sum: where one node was not observed, it is unknown. */
function sumOf(tracks: readonly RecordedSeconds[], column: ClientSideColumn, second: number): number | null {
  let sum: number | null = null
  for (const track of tracks) {
    const place = second - track.from
    if (place < 0) continue
    const count = track[column][place] ?? null
    if (count === null) return null
    sum = (sum ?? 0) + count
  }
  return sum
}

/** Everything that was counted, also where another node was not observed. */
function totalOf(
  tracks: readonly RecordedSeconds[],
  column: ClientSideColumn,
  begin: number,
  end: number,
): number | null {
  const known = tracks.flatMap(track =>
    track[column].slice(Math.max(0, begin - track.from), end - track.from).filter(count => count !== null),
  )
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0)
}

/** Share of each class among all attempts that were counted, planned ones too; `null`: unknown. */
export function shareOfAttempts(rows: readonly ClientSideRow[], { id, total }: ClientSideRow): number | null {
  if (id === 'closed' || total === null) return null
  const attempts = rows.filter(row => row.id !== 'closed').reduce((sum, row) => sum + (row.total ?? 0), 0)
  return attempts === 0 ? null : total / attempts
}
