import type { Scope } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { fleetSample, leaseSample, nodeSample } from '../test/fleet-sample.ts'
import { releaseOutcome, widerRelease } from './release-outcome.ts'

const FLEET: Scope = { kind: 'fleet', name: null }
const NODE: Scope = { kind: 'node', name: 'ws-1' }
const wide = leaseSample({ id: 'wide', tier: 2, scope: FLEET })
const narrow = leaseSample({ id: 'narrow', tier: 3, scope: NODE })
const state = (...leases: (typeof wide)[]) =>
  fleetSample([nodeSample('ws-1'), nodeSample('ws-2')], { tier: { ...fleetSample([]).tier, leases } })

test('a scope releases what lies inside it; a wider order stays and is named', () => {
  expect(releaseOutcome(state(wide, narrow), { scope: NODE })).toEqual({
    released: [narrow],
    stillHolding: [wide],
    held: 2,
  })
  expect(releaseOutcome(state(wide, narrow), { scope: FLEET })).toMatchObject({ stillHolding: [], held: 1 })
})

test('one order alone: whatever else is in force stays', () =>
  expect(releaseOutcome(state(wide, narrow), { scope: FLEET, leaseId: 'wide' })).toEqual({
    released: [wide],
    stillHolding: [narrow],
    held: 3,
  }))

test('what to release instead: the order that decides, and none where something is released', () => {
  const group = leaseSample({ id: 'eu', tier: 4, scope: { kind: 'node', name: 'ws-1,ws-2' } })
  expect(widerRelease(state(wide, group), { scope: NODE })).toBe(group)
  expect(widerRelease(state(wide, narrow), { scope: NODE })).toBeNull()
  expect(widerRelease(state(), { scope: NODE })).toBeNull()
})

test('an order whose time is over is neither released nor still there', () => {
  const over = leaseSample({ id: 'over', scope: FLEET, endsAt: state().at - 1 })
  expect(releaseOutcome(state(over), { scope: NODE })).toEqual({ released: [], stillHolding: [], held: 1 })
})
