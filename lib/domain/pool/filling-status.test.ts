import { expect, test } from 'vitest'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from './filling-status.ts'

const node = (part: Partial<NodeReading>) =>
  ({
    connections: null,
    connectionLimit: 3_000,
    descriptorsOpen: null,
    descriptorLimit: 20_000,
    rssBytes: null,
    memoryLimitBytes: 4_000_000_000,
    timeToFullMs: 120_000,
    fullsFirst: 'connections',
    ...part,
  }) as NodeReading

test.each([
  ['a server that has just started fills fast and is not running out', node({ connections: 240 }), 'normal'],
  ['from 60 % of the limit on it is', node({ connections: 1_800 }), 'critical'],
  ['full in 20 min is a warning', node({ connections: 2_500, timeToFullMs: 20 * 60_000 }), 'warning'],
  ['full in an hour is no reason to get up', node({ connections: 2_500, timeToFullMs: 3_600_000 }), 'normal'],
  [
    'F1: 42,000 of 50,000, full in 8 min',
    node({ connections: 42_000, connectionLimit: 50_000, timeToFullMs: 480_000 }),
    'critical',
  ],
  [
    'descriptors count by their own limit',
    node({ fullsFirst: 'descriptors', descriptorsOpen: 15_000 }),
    'critical',
  ],
  ['full is full', node({ timeToFullMs: 0, connections: 0 }), 'critical'],
  ['an unknown share is not taken for a small one', node({ connections: null }), 'critical'],
  [
    'memory counts by its own limit too: a fresh process that fills is not running out',
    node({ fullsFirst: 'memory', rssBytes: 2_399_000_000 }),
    'normal',
  ],
  ['memory from 60 % of its limit on', node({ fullsFirst: 'memory', rssBytes: 2_400_000_000 }), 'critical'],
])('%s', (_, reading, status) => expect(fillingStatus(reading)).toBe(status))
