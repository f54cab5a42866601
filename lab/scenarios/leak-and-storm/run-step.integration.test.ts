import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { stopAllParts } from '../../process/live-parts.ts'
import { Recorder } from '../../recording/recorder.ts'
import { steps } from './faults.ts'
import { runStep } from './run-step.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
afterAll(async () => {
  await stopAllParts()
  rmSync(dataDir, { recursive: true, force: true })
})

test('the faults of F3 multiply connections and calls to authentication; the fixes end that', async () => {
  const recorder = new Recorder('leak-and-storm')
  const plan = {
    users: 30,
    usersPerSecond: 20,
    habits: { navigateEveryMs: 2_000, heartbeatEveryMs: 2_000 },
    calmMs: 5_000,
    stormMs: 4_000,
    authCostMs: 1,
    connectionLimit: 1_000,
    dataDir,
  }
  const all = steps()
  const [asFound, fixed] = [all[0], all.at(-1)]
  if (!asFound || !fixed) throw new Error('there are no steps')
  const before = await runStep(asFound, plan, recorder, () => {})
  const after = await runStep(fixed, plan, recorder, () => {})
  recorder.close()
  expect(before.connections).toBeGreaterThan(2 * plan.users)
  expect(after.connections).toBeLessThanOrEqual(plan.users * 1.2)
  expect(before.authCalls).toBeGreaterThan(after.authCalls)
  expect(after.recoveredMs).not.toBeNull()
})
