import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TrustedKey } from '../../fleet/server-process.ts'
import { startPart } from '../../process/start-part.ts'
import type { AuthOrder, AuthReport } from './auth-process.ts'
import type { Fault, Step } from './faults.ts'
import type { LeakyClientsOrder, LeakyClientsReport } from './leaky-clients-process.ts'
import type { LeakyServerOrder, LeakyServerReport } from './leaky-server-process.ts'
import type { Habits, UserCounts } from './leaky-user.ts'

export const NODE_ID = 'ws-1'

export type StepPlan = {
  users: number
  usersPerSecond: number
  habits: Habits
  /** From the last arrival to the break, and from the break to the end. */
  calmMs: number
  stormMs: number
  authCostMs: number
  connectionLimit: number
  dataDir: string
}

/** What the processes of a step have counted so far. */
export type Tallies = { counts: UserCounts; authCalls: number; wireBytes: number }

function startAuth(plan: StepPlan, tallies: Tallies) {
  return startPart<AuthReport, AuthOrder>(
    {
      name: 'authentication service',
      entry: new URL('./auth-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'calls') tallies.authCalls = report.calls
      },
    },
    { kind: 'start', costMs: plan.authCostMs },
  )
}

function startServer(
  faults: Fault[],
  plan: StepPlan,
  authUrl: string,
  trust: TrustedKey[],
  tallies: Tallies,
) {
  const journalDir = join(plan.dataDir, String(faults.length))
  mkdirSync(journalDir, { recursive: true })
  return startPart<LeakyServerReport, LeakyServerOrder>(
    {
      name: 'server',
      entry: new URL('./leaky-server-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'wire') tallies.wireBytes = report.bytesWritten
      },
    },
    { kind: 'start', faults, connectionLimit: plan.connectionLimit, authUrl, trust, journalDir },
  )
}

function startClients(faults: Fault[], plan: StepPlan, url: string, tallies: Tallies) {
  const { users, usersPerSecond, habits } = plan
  return startPart<LeakyClientsReport, LeakyClientsOrder>(
    {
      name: 'clients',
      entry: new URL('./leaky-clients-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'counts') tallies.counts = report.counts
      },
    },
    { kind: 'start', url, users, usersPerSecond, habits, faults },
  )
}

/** Starts the authentication service and the server; the clients when they are asked for. */
export async function startParts(step: Step, plan: StepPlan, trust: TrustedKey[], tallies: Tallies) {
  const faults = [...step.faults]
  const auth = await startAuth(plan, tallies)
  const server = await startServer(faults, plan, auth.ready.url, trust, tallies)
  return {
    auth: auth.part,
    server: server.part,
    node: { id: NODE_ID, controlUrl: server.ready.controlUrl },
    startClients: () => startClients(faults, plan, server.ready.serviceUrl, tallies),
  }
}

export type StepParts = Awaited<ReturnType<typeof startParts>>
