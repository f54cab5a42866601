import { expect, test } from 'vitest'
import { KeepAlives } from './keep-alives.ts'

test('M5: a device silent past its keep-alive is a zombie; the bound is 1.5 × the longest keep-alive', () => {
  const devices = new KeepAlives<object>()
  const [quick, slow] = [{}, {}]
  expect(devices.read(0)).toEqual({ pingIntervalMs: null, boundMs: null, zombies: 0 })
  devices.watch(quick, 10_000, 0)
  devices.watch(slow, 60_000, 0)
  expect(devices.read(0)).toEqual({ pingIntervalMs: 60_000, boundMs: 90_000, zombies: 0 })
  expect(devices.read(10_001).zombies).toBe(1)
  devices.heard(quick, 10_500)
  expect(devices.read(11_500).zombies).toBe(0)
  devices.heard(slow, 60_000)
  expect(devices.read(20_600).zombies).toBe(1)
  devices.forget(quick)
  expect(devices.read(20_600).zombies).toBe(0)
})

test('M5: one that promised no keep-alive may stay for ever, so there is no bound', () => {
  const devices = new KeepAlives<object>()
  devices.watch({}, 10_000, 0)
  devices.watch({}, null, 0)
  expect(devices.read(1_000_000)).toEqual({ pingIntervalMs: null, boundMs: null, zombies: 1 })
})
