import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { deployRestart } from './deploy-restart.ts'
import { LIBRARIES } from './returning-client.ts'

const SMALL = '--clients 40 --outages 1 --accept-costs 2 --processes 1 --cap 25s'

test('clients of every library lose their server and find it again; what ours does decides the outcome', async () => {
  const report = silentReporter()
  const outcome = await runScenario(deployRestart, SMALL.split(' '), report).outcome
  const rows = report.tables.get('Back after a restart') ?? []
  expect(rows.map(row => row.library)).toEqual([...LIBRARIES])
  for (const row of rows) {
    expect(row).toMatchObject({ back: '40 of 40', 'ideal N ÷ C': '0.1 s' })
    // An attempt that was begun a moment before the server listened may still have reached it.
    expect(Number(row['attempts a client'])).toBeGreaterThan(0.9)
    expect(Number.parseFloat(String(row['server gone']))).toBeGreaterThan(0.95)
  }
  const [ours] = rows
  expect(outcome).toBe(ours?.verdict === 'met' ? 'passed' : 'failed')
  expect(ours?.['window told']).toBe('5.0 s')
  expect(ours?.aim).toBe('7.5 s, 2 attempts')
})
