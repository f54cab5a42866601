import type { AttemptClass } from '../attempts/attempt-ring.ts'
import { type Counted, mergeCounted } from './merge-counted.ts'
import type { WorkerReport } from './worker-report.ts'

export const NO_ATTEMPTS: Readonly<Record<AttemptClass, number>> = {
  firstTime: 0,
  reconnect: 0,
  planned: 0,
  early: 0,
  unknown: 0,
}

/** What workers that are gone had counted: it stays counted. */
export class Departed {
  /** `null`: nobody has gone yet. */
  counted: Counted | null = null
  attemptsByClass: Record<AttemptClass, number> = { ...NO_ATTEMPTS }
  errors = 0
  hints = 0

  add({ status, attemptsByClass, errors, hints }: WorkerReport): void {
    this.counted = mergeCounted(this.counted ? [this.counted, status] : [status])
    this.attemptsByClass = addAttempts(this.attemptsByClass, attemptsByClass)
    this.errors += errors
    this.hints += hints
  }
}

export function addAttempts(
  a: Readonly<Record<AttemptClass, number>>,
  b: Readonly<Record<AttemptClass, number>>,
): Record<AttemptClass, number> {
  return Object.fromEntries(
    Object.entries(a).map(([name, count]) => [name, count + b[name as AttemptClass]]),
  ) as Record<AttemptClass, number>
}
