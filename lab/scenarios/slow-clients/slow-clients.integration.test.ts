import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { slowClients } from './slow-clients.ts'

test('slow clients take all sockets from quick ones, until a request has to be whole in time', async () => {
  const report = silentReporter()
  // Slow ones alone take all descriptors as found; after the fix quick ones have room for seconds of a stalled machine.
  const args = ['--rate', '50', '--slow', '60', '--hold', '6s', '--for', '7s', '--descriptors', '130']
  const run = runScenario(slowClients, args, report)
  expect(await run.outcome).toBe('passed')
  expect(report.tables.get('Slow clients')).toHaveLength(2)
})
