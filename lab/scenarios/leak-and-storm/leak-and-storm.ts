import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONNECTIONS_PER_CLIENT } from '@stormdeck/protocol'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Scenario } from '../../scenario.ts'
import { beforeAndAfter, differences, stepRows } from './f4-table.ts'
import { steps } from './faults.ts'
import { runStep, type StepResult } from './run-step.ts'

/** The node has room for every client's allowance, no more: F10 allows 5 connections each, so 50,000 are for 10,000. */
const PLACES_PER_USER = CONNECTIONS_PER_CLIENT

/** F1 to F4 with real sockets: the fleet as it was found, then each fix in turn. */
export const leakAndStorm: Scenario = {
  name: 'leak-and-storm',
  summary: 'F1 to F4: a leaking application and its reconnect storm, then each fix in turn',
  options: {
    users: {
      kind: 'number',
      help: 'of the application; memory per connection is told from 1,000 connections on',
      default: '1100',
      min: 10,
      max: 3_000,
    },
    calm: { kind: 'duration', help: 'from the last arrival to the break', default: '25s', max: 600_000 },
    storm: { kind: 'duration', help: 'watched after the break', default: '20s', max: 600_000 },
    navigate: { kind: 'duration', help: 'how long a user stays on a page', default: '12s', min: 500 },
    heartbeat: { kind: 'duration', help: 'how often a page checks its connection', default: '10s', min: 500 },
    'auth-cost': { kind: 'number', help: 'ms of work of one authentication', default: '2', max: 100 },
    ends: { kind: 'switch', help: 'only as found and with everything fixed' },
    record: { kind: 'text', help: 'write what the agent reported to this file' },
  },
  async run({ options, report, onFinish }) {
    const users = options.number('users') ?? 300
    const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
    onFinish(() => rmSync(dataDir, { recursive: true, force: true }))
    const recorder = new Recorder('leak-and-storm')
    onFinish(() => recorder.close())
    const plan = {
      users,
      usersPerSecond: 40,
      habits: {
        navigateEveryMs: options.number('navigate') ?? 12_000,
        heartbeatEveryMs: options.number('heartbeat') ?? 10_000,
      },
      calmMs: options.number('calm') ?? 25_000,
      stormMs: options.number('storm') ?? 20_000,
      authCostMs: options.number('auth-cost') ?? 2,
      connectionLimit: users * PLACES_PER_USER,
      dataDir,
    }
    const all = steps()
    const chosen = options.switch('ends') ? [...all.slice(0, 1), ...all.slice(-1)] : all
    report.say(
      `${users} users on a node for ${plan.connectionLimit} connections (5 each, F10), ${chosen.length} runs.`,
    )
    const results: StepResult[] = []
    for (const step of chosen) {
      const result = await runStep(step, plan, recorder, report.progress)
      report.event({ event: 'step', ...result })
      results.push(result)
    }
    const file = options.text('record')
    if (file) writeRecording(file, recorder.recording(`${users} users, one machine`))
    report.table('As found, then each fix on top of those before', stepRows(results))
    const [before] = results
    const after = results.at(-1)
    if (!before || !after) return 'failed'
    report.table('Before and after', beforeAndAfter(before, after))
    report.table('Why it differs from F4', differences())
    return after.connections < before.connections ? 'passed' : 'failed'
  },
}
