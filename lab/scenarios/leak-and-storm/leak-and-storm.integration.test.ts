import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { leakAndStorm } from './leak-and-storm.ts'

const USERS = 30
const SMALL = `--users ${USERS} --calm 5s --storm 12s --navigate 2s --heartbeat 2s --auth-cost 1 --ends`

test('the faults of F3 multiply connections and calls to authentication; the fixes end that (F4)', async () => {
  const report = silentReporter()
  expect(await runScenario(leakAndStorm, SMALL.split(' '), report).outcome).toBe('passed')

  const [before, after] = report.tables.get('As found, then each fix on top of those before') ?? []
  expect(before?.connections).toBeGreaterThan(2 * USERS)
  expect(after?.connections).toBeLessThanOrEqual(USERS * 1.2)
  expect(after?.recovered).toMatch(/ s$/)
  // Tier 2: five updates a second become one frame for each connection; the rest is the break's greetings.
  expect(after?.['frames/s']).toBeLessThan(3 * USERS)

  const rows = report.tables.get('Before and after') ?? []
  const row = (what: string) => rows.find(each => each.what === what)
  expect(row('auth calls')?.change).toMatch(/^−/)
  expect(row('frames a second')?.change).toMatch(/^−/)
  // Below 1,000 connections memory cannot be told for each of them (F12).
  expect(row('memory per connection')).toMatchObject({ before: null, after: null, change: null })
  const explained = report.tables.get('Why it differs from F4')?.map(each => each.what)
  expect(explained).toEqual(rows.map(each => each.what))
})
