import type { Row } from '../../report/format-table.ts'
import type { StepResult } from './run-step.ts'

const kilobytes = (bytes: number | null) => (bytes === null ? null : `${(bytes / 1_000).toFixed(0)} KB`)
const megabytes = (bytes: number | null) => (bytes === null ? null : `${(bytes / 1_000_000).toFixed(0)} MB`)
const percent = (ratio: number | null) => (ratio === null ? null : `${(ratio * 100).toFixed(0)} %`)
const seconds = (ms: number | null) => (ms === null ? 'not yet' : `${(ms / 1_000).toFixed(1)} s`)

/** One row a step. */
export function stepRows(results: readonly StepResult[]): Row[] {
  return results.map(step => ({
    step: step.title,
    connections: step.connections,
    'memory each': kilobytes(step.memoryPerConnectionBytes),
    memory: megabytes(step.rssBytes),
    pool: percent(step.poolRatio),
    CPU: percent(step.cpuRatio),
    'frames/s': Math.round(step.framesPerSecond),
    'sent/s': kilobytes(step.wireBytesPerSecond),
    'auth calls': step.authCalls,
    'of them after the break': step.authCallsInStorm,
    'peak attempts/s': step.peakPerSecond,
    retries: step.retries,
    recovered: seconds(step.recoveredMs),
  }))
}

function change(before: number | null, after: number | null): string | null {
  if (before === null || after === null || before === 0) return null
  const ratio = after / before - 1
  return `${ratio > 0 ? '+' : '−'}${Math.abs(ratio * 100).toFixed(0)} %`
}

type Line = {
  what: string
  published: string
  of: (step: StepResult) => number | null
  show?: (value: number | null) => string | null
  /** Why the lab's figure is another one than F4's. */
  why: string
}

const whole = (value: number | null) => (value === null ? null : String(Math.round(value)))

const LINES: readonly Line[] = [
  {
    what: 'connections',
    published: '42,000 → 18,000 (−57 %)',
    of: step => step.connections,
    why: 'the leak is compressed: its size follows from how often a user turns pages here and how long we look, so only the direction compares',
  },
  {
    what: 'memory per connection',
    published: '190 → 45 KB (−76 %)',
    of: step => step.memoryPerConnectionBytes,
    show: kilobytes,
    why: 'a bare ws server keeps no state of an application; what falls here is the compression state of each connection',
  },
  {
    what: 'memory of the node',
    published: '7.8 → 1.2 GB (−85 %)',
    of: step => step.rssBytes,
    show: megabytes,
    why: 'what Node itself takes stays whatever is fixed, and weighs more in a small node',
  },
  {
    what: 'pool usage',
    published: '94 → 36 %',
    of: step => step.poolRatio,
    show: percent,
    why: 'the limit is 5 places a user (F10), chosen before anything was measured; of F4, 42,000 of 50,000 would be 84 %',
  },
  {
    what: 'auth calls',
    published: '−85 %',
    of: step => step.authCalls,
    why: 'counted over the whole run; first visits ask in full before and after (F25), and page turns are compressed',
  },
  {
    what: 'CPU',
    published: '89 → 34 %',
    of: step => step.cpuRatio,
    show: percent,
    why: 'a share of one core, while calm, with five updates a second; the load of the story is not known',
  },
  {
    what: 'sent a second',
    published: 'bandwidth −60 % with batching',
    of: step => step.wireBytesPerSecond,
    show: kilobytes,
    why: 'bytes written to sockets, without TCP and IP; leaving compression costs bytes, fewer connections and batches save them',
  },
  {
    what: 'frames a second',
    published: '(not published)',
    of: step => step.framesPerSecond,
    why: 'batching saves frames, and with them packets, rather than payload',
  },
  {
    what: 'retries for each broken connection',
    published: 'no cascade',
    of: step => step.retries / Math.max(1, step.connections),
    show: value => (value === null ? null : value.toFixed(2)),
    why: '1.00 is a return without a second attempt',
  },
]

/** The table of F4: as published beside what was measured here, before and after all fixes. */
export function beforeAndAfter(before: StepResult, after: StepResult): Row[] {
  return LINES.map(({ what, published, of, show = whole }) => ({
    what,
    'published (F4)': published,
    before: show(of(before)),
    after: show(of(after)),
    change: change(of(before), of(after)),
  }))
}

/** What the figures of F4, which came from another application, do not share with the lab's. */
export const differences = (): Row[] => LINES.map(({ what, why }) => ({ what, why }))
