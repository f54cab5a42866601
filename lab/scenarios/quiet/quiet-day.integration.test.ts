import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeRecording } from '../../recording/judge-recording.ts'
import { recordingShape } from '../../recording/recording.ts'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { quietDay } from './quiet-day.ts'

test('a small quiet day raises no alarm, and its recording can be judged again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
  const file = join(folder, 'quiet-day.json')
  const report = silentReporter()
  const run = runScenario(quietDay, ['--clients', '40', '--for', '12s', '--record', file], report)
  expect(await run.outcome).toBe('passed')
  expect(report.tables.get('A quiet day, as the agents saw it')).toHaveLength(4)
  const recording = recordingShape(JSON.parse(readFileSync(file, 'utf8')))
  const states = new Set([...judgeRecording(recording)].map(({ verdict }) => verdict.state))
  expect([...states].sort()).not.toContain('storm')
  rmSync(folder, { recursive: true })
})
