import { expect, test } from 'vitest'
import { nodeSample } from '../test/fleet-sample.ts'
import { cannotSwitch, mayBelong, mayBelongClause, notSwitchableRefusal, switchable } from './switchable.ts'

const proxy = nodeSample('edge-1', { group: 'eu', adapter: 'haproxy', source: 'prometheus' })
const scraped = nodeSample('ws-7', { group: 'eu', adapter: 'stormdeck-agent', source: 'prometheus' })
const heard = nodeSample('ws-1', { group: 'eu' })
const unheard = (id: string) => nodeSample(id, { group: '', reach: 'waiting' })
const EU = { kind: 'group', name: 'eu' } as const

test('a server without an agent cannot be switched; an agent that only Prometheus reads can be, once it is listed', () => {
  expect(switchable([heard, proxy, scraped])).toEqual([heard])
  expect(cannotSwitch(heard)).toBeNull()
  expect(cannotSwitch(proxy)).toBe('has no agent, so no tier can be ordered')
  expect(cannotSwitch(scraped)).toBe(
    'is read through Prometheus only, so no tier can be ordered; list its agent under agents:',
  )
})

test('nothing can be ordered where no node can be switched, and everything can be released', () => {
  expect(notSwitchableRefusal([heard, proxy], 2)).toBeNull()
  expect(notSwitchableRefusal([], 2)).toBeNull()
  expect(notSwitchableRefusal([proxy], 1)).toBeNull()
  expect(notSwitchableRefusal([proxy], 2)).toBe('edge-1 has no agent, so no tier can be ordered there.')
  expect(notSwitchableRefusal([proxy, { ...proxy, id: 'edge-2' }], 2)).toBe(
    'edge-1 and edge-2 have no agent, so no tier can be ordered there.',
  )
  expect(notSwitchableRefusal([proxy, scraped], 2)).toBe(
    'No agent is listed for edge-1 and ws-7, so no tier can be ordered there.',
  )
})

test('an agent that was never heard and whose group nobody configured may belong to any group, and to nothing else', () => {
  const nodes = [heard, proxy, unheard('10.0.0.9:9400')]
  expect(mayBelong(nodes, EU).map(({ id }) => id)).toEqual(['10.0.0.9:9400'])
  expect(mayBelong(nodes, { kind: 'fleet', name: null })).toEqual([])
  expect(mayBelong(nodes, { kind: 'node', name: 'ws-1' })).toEqual([])
  expect(mayBelongClause(mayBelong(nodes, EU), EU)).toBe(
    '10.0.0.9:9400 was never heard: whether it belongs to eu is unknown',
  )
  expect(mayBelongClause([unheard('a:1'), unheard('b:1')], EU)).toBe(
    'a:1 and b:1 were never heard: whether they belong to eu is unknown',
  )
})
