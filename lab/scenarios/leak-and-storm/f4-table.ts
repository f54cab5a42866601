import type { Row } from '../../report/format-table.ts'
import type { StepResult } from './run-step.ts'

const kilobytes = (bytes: number | null) => (bytes === null ? null : `${(bytes / 1_000).toFixed(0)} KB`)
const megabytes = (bytes: number | null) => (bytes === null ? null : `${(bytes / 1_000_000).toFixed(0)} MB`)
const percent = (ratio: number | null) => (ratio === null ? null : `${(ratio * 100).toFixed(0)} %`)
const seconds = (ms: number | null) => (ms === null ? 'not yet' : `${(ms / 1_000).toFixed(1)} s`)

/** IPv4 and TCP with timestamps; each frame of a live update is a packet of its own, since `ws` does not delay. */
const HEADER_BYTES = 52
const withHeaders = (step: StepResult) => step.wireBytesPerSecond + step.framesPerSecond * HEADER_BYTES

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
    'with headers': kilobytes(withHeaders(step)),
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

/** The table of F4: as published beside what was measured here, before and after all fixes. */
export function beforeAndAfter(before: StepResult, after: StepResult): Row[] {
  const row = (
    what: string,
    published: string,
    of: (step: StepResult) => number | null,
    show: (value: number | null) => string | null = value =>
      value === null ? null : String(Math.round(value)),
  ): Row => ({
    what,
    'published (F4)': published,
    before: show(of(before)),
    after: show(of(after)),
    change: change(of(before), of(after)),
  })
  return [
    row('connections', '42,000 → 18,000 (−57 %)', step => step.connections),
    row('memory per connection', '190 → 45 KB (−76 %)', step => step.memoryPerConnectionBytes, kilobytes),
    row('memory of the node', '7.8 → 1.2 GB (−85 %)', step => step.rssBytes, megabytes),
    row('pool usage', '94 → 36 %', step => step.poolRatio, percent),
    row('auth calls', '−85 %', step => step.authCalls),
    row('CPU', '89 → 34 %', step => step.cpuRatio, percent),
    row('bandwidth a second, with headers', '−60 %', withHeaders, kilobytes),
    row(
      'retries for each broken connection',
      'no cascade',
      step => step.retries / Math.max(1, step.connections),
      value => (value === null ? null : value.toFixed(2)),
    ),
  ]
}
