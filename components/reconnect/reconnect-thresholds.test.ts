import { expect, test } from 'vitest'
import { nodeSample } from '@/lib/domain/test/fleet-sample.ts'
import { reconnectThresholds } from './reconnect-rate.ts'

const labelOf = (...perSecond: number[]) =>
  reconnectThresholds(
    perSecond.map((sustainedThresholdPerSecond, i) => nodeSample(`ws-${i}`, { sustainedThresholdPerSecond })),
  ).map(({ value, label }) => [value, label])

test('the line is that of the configured rule', () => {
  expect(labelOf(150, 150)).toEqual([[150, "storm: a node's mean over 150/s"]])
  expect(labelOf(300, 150)).toEqual([[150, "storm: a node's mean over 150/s or more"]])
  expect(labelOf()).toEqual([[100, "storm: a node's mean over 100/s"]])
})
