import { expect, test } from 'vitest'
import { nodeSample } from '../test/fleet-sample.ts'
import { cacheAuth, enforceLimits } from './plan-steps.ts'

test.each([
  ['ws', "attach(wss, { …, limits: { mode: 'enforce' } })"],
  ['socket.io', "attachSocketIo(io, { …, limits: { mode: 'enforce' } })"],
  ['mqtt', "attachMqtt(aedes, { …, limits: { mode: 'enforce' } })"],
  [null, "attach(wss, { …, limits: { mode: 'enforce' } })"],
])('limits of a node by %s are set where its agent is attached', (adapter, command) =>
  expect(enforceLimits(nodeSample('ws-1', { adapter }))).toMatchObject({ where: 'server', command }),
)

test('limits behind a proxy count its clients only where the proxy is known: the step says so', () =>
  expect(enforceLimits(nodeSample('ws-1')).text).toContain('Behind a proxy, set trustedProxies first'))

test('the authentication cache is switched on by an option that exists', () =>
  expect(cacheAuth(nodeSample('ws-1')).command).toBe('attach(wss, { …, authenticate })'))
