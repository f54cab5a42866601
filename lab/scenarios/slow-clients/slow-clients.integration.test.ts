import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { slowClients } from './slow-clients.ts'

test('slow clients take all sockets from quick ones, until a request has to be whole in time', async () => {
  const report = silentReporter()
  const args = ['--rate', '80', '--hold', '6s', '--for', '7s', '--descriptors', '100']
  const run = runScenario(slowClients, args, report)
  expect(await run.outcome).toBe('passed')
  expect(report.tables.get('Slow clients')).toHaveLength(2)
})
