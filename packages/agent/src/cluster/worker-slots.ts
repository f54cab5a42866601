import type { WorkerCounts } from '../metrics/metrics-view.ts'
import { sumOf } from '../totals.ts'
import type { WorkerReport } from './worker-report.ts'

/** Told apart in metrics, so that the number of series stays bounded; the rest is one. */
const SLOTS_TOLD = 16

type Slot = { holder: number | null; accepted: number; rejected: number }

/**
 * Places that workers hold one after another. What a worker had counted stays with its place when it dies, so that no
 * counter falls, and none jumps because it was added to another.
 */
export class WorkerSlots {
  readonly #slots: Slot[] = []

  /** Gives a new worker the first place that is free. */
  take(workerId: number): void {
    const free = this.#slots.find(slot => slot.holder === null)
    if (free) free.holder = workerId
    else this.#slots.push({ holder: workerId, accepted: 0, rejected: 0 })
  }

  leave(workerId: number, { status: { totals } }: WorkerReport): void {
    const slot = this.#slots.find(({ holder }) => holder === workerId)
    if (!slot) return
    slot.holder = null
    slot.accepted += totals.accepted
    slot.rejected += sumOf(totals.rejected)
  }

  counts(reports: ReadonlyMap<number, WorkerReport>): WorkerCounts[] {
    const all = this.#slots.map((slot, index) => {
      const status = slot.holder === null ? undefined : reports.get(slot.holder)?.status
      return {
        worker: `${index}`,
        current: status?.pool.current ?? 0,
        accepted: slot.accepted + (status?.totals.accepted ?? 0),
        rejected: slot.rejected + sumOf(status?.totals.rejected ?? {}),
      }
    })
    const told = all.slice(0, SLOTS_TOLD)
    const others = all.slice(SLOTS_TOLD)
    if (others.length === 0) return told
    const total = (key: 'current' | 'accepted' | 'rejected') =>
      others.reduce((sum, each) => sum + each[key], 0)
    return [
      ...told,
      {
        worker: 'other',
        current: total('current'),
        accepted: total('accepted'),
        rejected: total('rejected'),
      },
    ]
  }
}
