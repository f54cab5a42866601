import type { Mark } from '@/lib/domain/mark.ts'
import { chartMarkSpan } from './chart-mark-span.ts'

/** Words of a mark above the plot; all places are shares of its width, from 0 to 1. */
export type MarkLabel = Pick<Mark, 'id' | 'kind' | 'label'> & {
  /** Where the line is. */
  at: number
  /** On which side of the line the words are. */
  side: 'left' | 'right'
  /** What they take up. */
  from: number
  to: number
  /** 0 is next to the plot. */
  lane: number
}

/** Lanes take height from the plot: a third one would cost more than its words tell. */
const MAX_LANES = 2
/** Characters of the smallest text that fit side by side into the narrowest chart, on a phone. */
const CHARACTERS = 46

/**
 * Places the words of marks in lanes above the plot, so that they cover neither the trace, nor a limit, nor each other.
 * The newest come first; what finds no room keeps its line, and its words in the text summary.
 */
export function markLabels(marks: readonly Mark[], from: number, to: number): MarkLabel[] {
  const placed: MarkLabel[] = []
  for (const mark of [...marks].sort((a, b) => b.from - a.from)) {
    const span = chartMarkSpan(mark, from, to)
    // A storm that began before the chart has no line; an order holds the whole chart, so it is named at the edge.
    if (span === null || (mark.kind === 'storm' && !span.began)) continue
    const at = (span.from - from) / Math.max(1, to - from)
    const free = sidesOf(mark, at)
      .flatMap(side => Array.from({ length: MAX_LANES }, (_, lane) => ({ ...side, lane })))
      .sort((a, b) => a.lane - b.lane)
      .find(({ lane, ...place }) => !placed.some(other => other.lane === lane && overlap(other, place)))
    if (free) placed.push({ id: mark.id, kind: mark.kind, label: mark.label, at, ...free })
  }
  return placed
}

type Place = Pick<MarkLabel, 'side' | 'from' | 'to'>

/** Both sides, the wanted one first: a storm before its band, an order after its line, unless only the other has room. */
function sidesOf({ kind, label }: Mark, at: number): Place[] {
  const width = label.length / CHARACTERS
  const left: Place = { side: 'left', from: Math.max(0, at - width), to: at }
  const right: Place = { side: 'right', from: at, to: Math.min(1, at + width) }
  const wanted = kind === 'storm' ? [left, right] : [right, left]
  const fitting = wanted.filter(({ from, to }) => to - from >= width - 1e-9)
  return fitting.length > 0 ? fitting : [at < 0.5 ? right : left]
}

const overlap = (a: Place, b: Place) => a.from < b.to && b.from < a.to
