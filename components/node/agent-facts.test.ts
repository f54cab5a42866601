import { expect, test } from 'vitest'
import { agentFacts } from './agent-facts.ts'

type Told = Parameters<typeof agentFacts>[0]

const factOf = (name: string, over: Partial<Told> = {}) => {
  const told: Told = {
    node: { limitsMode: 'observe' },
    totals: { rejected: {}, wouldReject: {} },
    pool: { perClient: null, perAddress: 100 },
    heartbeat: {
      pingIntervalMs: 30_000,
      boundMs: null,
      latencyMsP50: null,
      latencyMsP95: null,
      latencyMsP99: null,
      n: 0,
    },
    traffic: { messagesIn: null, messagesOut: null, bytesIn: null, bytesOut: 2_048 },
    auth: { full: null, cached: null, failed: null, inFlight: null, breaker: null },
    accept: {
      queue: 3,
      backlog: 511,
      listenOverflows: null,
      listenDrops: null,
      capacityPerSecond: null,
      windowMs: null,
    },
    loop: { lagMsP99: null, lagMsMax: null },
    breakers: {},
    ...over,
  }
  return agentFacts(told).find(fact => fact.name === name)
}

test('what an adapter cannot know is called not reported, never zero', () => {
  expect(factOf('Ping interval')?.value).toBe('30 s')
  expect(factOf('Dead connections are closed within')?.value).toBe('not reported')
  expect(factOf('Pending authentications')?.value).toBe('not reported')
  expect(factOf('Messages in / out')?.value).toBe('not reported')
  expect(factOf('Bytes in / out')?.value).toMatch(/^not reported \/ 2/)
  expect(factOf('Limit per client / address')?.value).toBe('not reported / 100')
  expect(factOf('Limit per client / address', { pool: { perClient: 5, perAddress: 100 } })?.value).toBe(
    '5 / 100',
  )
  expect(factOf('Accept queue / backlog')?.value).toBe('3 / 511')
})

test('each breaker is listed with its state, an open one in red', () =>
  expect(factOf('Breaker billing', { breakers: { billing: 'open' } })).toMatchObject({
    value: 'open',
    tone: 'crit',
  }))

test('by reason: in observe what the limits would refuse, in enforce what they refused', () => {
  const totals: Told['totals'] = { rejected: { 'per-client': 2 }, wouldReject: { 'per-address': 7 } }
  expect(factOf('Would be refused: per-address', { totals })).toMatchObject({ value: '7', tone: 'warn' })
  const node = { limitsMode: 'enforce' } as const
  expect(factOf('Refused: per-client', { node, totals })).toMatchObject({ value: '2', tone: 'warn' })
  expect(factOf('Refused by a limit', { node })).toMatchObject({ value: '0', tone: 'plain' })
})
