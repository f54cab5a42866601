import { expect, test } from 'vitest'
import type { Settings } from '@/lib/contract/settings.ts'
import { fileRows, stormRuleRows } from './file-settings.ts'

const settings: Settings = {
  file: null,
  storm: {
    burstAttempts: 50,
    sustainedPerSecond: 100,
    groups: { eu: { burstAttempts: null, sustainedPerSecond: 400 } },
    nodes: { 'ws-2': { burstAttempts: 80, sustainedPerSecond: null } },
  },
  policy: 'advise',
  agentsListed: 4,
  discovery: ['dns'],
  prometheusUrl: null,
  alertmanagerUrl: null,
  frameAncestors: [],
  history: { keepDays: 7, maxRows: 1_000_000 },
}

test('the rule of every node, and only what a group or node has of its own', () =>
  expect(stormRuleRows(settings)).toEqual([
    ['Storm on a node', '50 or more within 1 s, mean of 60 s above 100/s'],
    ['Storm on group eu', 'mean of 60 s above 400/s'],
    ['Storm on node ws-2', '80 or more within 1 s'],
  ]))

test('what is not configured is said to be so', () => {
  const rows = Object.fromEntries(fileRows(settings))
  expect(rows['Configuration file']).toBe('none: every value is a default')
  expect(rows.Prometheus).toBe('not configured')
  expect(rows.Agents).toBe('4 listed, found by dns')
})
