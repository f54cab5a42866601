import { agentStatusShape } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { agentFacts } from '@/components/node/agent-facts.ts'
import { statusSample } from './test/status-sample.ts'

const overTheWire = (value: unknown) => JSON.parse(JSON.stringify(value))
const limitShown = (sent: unknown) =>
  agentFacts(agentStatusShape(sent)).find(({ name }) => name === 'Limit per client / address')?.value

test('an agent of an older release, which does not say its limits, is read, and they are not reported', () => {
  const sent = overTheWire(statusSample())
  delete sent.pool.perClient
  delete sent.pool.perAddress
  expect(agentStatusShape(sent)).toEqual(
    statusSample({ pool: { ...statusSample().pool, perClient: null, perAddress: null } }),
  )
  expect(limitShown(sent)).toBe('not reported')
})

test('an agent of a newer release, which says more than we know, is read as far as we do', () => {
  const sent = overTheWire(statusSample())
  sent.pool.perTenant = 7
  sent.tenants = [{ id: 'a' }]
  expect(agentStatusShape(sent)).toEqual(statusSample())
  expect(limitShown(sent)).toBe('5 / 100')
})
