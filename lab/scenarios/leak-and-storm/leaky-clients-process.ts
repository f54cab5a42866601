import { runPart } from '../../process/run-part.ts'
import type { Fault } from './faults.ts'
import { type Habits, LeakyUser, type UserCounts } from './leaky-user.ts'

const REPORT_EVERY_MS = 250

export type LeakyClientsOrder = {
  kind: 'start'
  url: string
  users: number
  usersPerSecond: number
  habits: Habits
  faults: Fault[]
}
export type LeakyClientsReport = { kind: 'ready' } | { kind: 'counts'; counts: UserCounts }

const users: LeakyUser[] = []

runPart<LeakyClientsReport, LeakyClientsOrder>(
  (order, side) => {
    const counts: UserCounts = { open: 0, retries: 0, refused: 0, lost: 0 }
    const faults = new Set(order.faults)
    const arrivals = setInterval(() => {
      if (users.length >= order.users) clearInterval(arrivals)
      else users.push(new LeakyUser(users.length, order.url, order.habits, faults, counts))
    }, 1_000 / order.usersPerSecond)
    setInterval(() => side.report({ kind: 'counts', counts }), REPORT_EVERY_MS)
    side.report({ kind: 'ready' })
  },
  () => {
    for (const user of users) user.stop()
  },
)
