import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { totalsOf } from '@/lib/domain/pool/scope-totals.ts'
import { memoryContext } from './memory-cost.ts'

const contextWith = (over: Partial<NodeReading>) =>
  memoryContext(
    totalsOf(
      { ...FLEETS.calm, nodes: FLEETS.calm.nodes.map(node => ({ ...node, ...over })) },
      { kind: 'fleet', name: null },
    ),
  )
const UNKNOWN = { memoryPerConnectionBytes: null, memoryMethod: null } as const

test.each([
  [{ ...UNKNOWN, connections: 40 }, 'not judged under 1,000 connections'],
  [{ ...UNKNOWN, connections: 40_000 }, 'not known: process memory'],
  [{ ...UNKNOWN, connections: null }, 'not known: process memory'],
  [{ ...UNKNOWN, reach: 'silent' as const }, 'no node is responding'],
  [{ memoryMethod: 'live' as const }, 'target under 50 KB · estimated from heap'],
])('%j', (over, words) => expect(contextWith(over)).toContain(words))
