import { NO_DATA_AFTER_MS } from '@stormdeck/protocol'
import { expect, it } from 'vitest'
import type { NodeReading } from '../../domain/node-reading.ts'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { statusSample } from '../collector/test/status-sample.ts'
import type { TierBook } from '../store/tier-records.ts'
import { appliedState } from './applied-state.ts'
import { describeStanding } from './describe-standing.ts'
import { hear, makeLink } from './node-link.ts'

const book: TierBook = {
  issuer: 'deck-of-tests',
  epoch: 7,
  revision: 3,
  leases: [],
  ceilings: {},
  policyMode: 'off',
  policyChosen: false,
  takeover: {},
  auditHead: { seq: 0, hash: '' },
}

/** What is said of a node that was heard at 0, with nothing missing, `monoMs` later. */
function standingAt(monoMs: number, reading: NodeReading | null = null) {
  const link = makeLink({ id: 'ws-2', group: 'eu', url: '' })
  const status = statusSample()
  const holds = { issuer: book.issuer, epoch: 7, revision: 3, ordered: 1, effective: 1 } as const
  hear(link, { ...status, tier: { ...status.tier, ...holds, leases: [] } }, 0)
  const clock = { wallMs: () => 1_750_000_000_000 + monoMs, monoMs: () => monoMs, bootId: 'boot' }
  return describeStanding(book, new Map([['ws-2', link]]), reading === null ? [] : [reading], clock).nodes[0]
}

it('takes the last word of a node for its state while it is heard', () => {
  expect(standingAt(NO_DATA_AFTER_MS)).toMatchObject({ effective: 1, missing: null })
})

it('says of a node that is not heard any more how long, and nothing else', () => {
  expect(standingAt(NO_DATA_AFTER_MS + 1_000)).toMatchObject({ effective: null, missing: 'silent for 6 s' })
  expect(standingAt(3_600_000)).toMatchObject({ effective: null, missing: 'silent for 1 h', note: null })
})

it('says why a node that was heard is not heard any more, where the screen knows', () => {
  const refused = nodeSample('ws-2', { reach: 'refused', error: 'it does not accept our read token' })
  expect(standingAt(60_000, refused)).toMatchObject({ missing: 'it does not accept our read token' })
  expect(standingAt(60_000, nodeSample('ws-2', { reach: 'vanished' }))).toMatchObject({
    missing: 'is no longer listed',
  })
})

it('says of nodes that were never heard what the screen says, and which take no orders at all', () => {
  const clock = { wallMs: () => 1_750_000_000_000, monoMs: () => 0, bootId: 'boot' }
  const readings = [
    nodeSample('edge-1', { adapter: 'haproxy', source: 'prometheus' }),
    nodeSample('edge-2', { adapter: 'haproxy', source: 'prometheus', reach: 'silent', ageMs: 60_000 }),
    nodeSample('ws-4', { reach: 'waiting', ageMs: null }),
    nodeSample('ws-5', { reach: 'refused', error: 'it answers with 500' }),
    nodeSample('10.0.0.9:9400', { reach: 'waiting', ageMs: null, group: '' }),
  ]
  const { nodes } = describeStanding(book, new Map(), readings, clock)
  expect(nodes.map(({ id, hasAgent, missing }) => [id, hasAgent, missing])).toEqual([
    ['edge-1', false, 'has no agent, so no tier can be ordered'],
    ['edge-2', false, 'has no agent, so no tier can be ordered'],
    ['ws-4', true, 'has not answered yet'],
    ['ws-5', true, 'it answers with 500'],
    ['10.0.0.9:9400', true, 'has not answered yet'],
  ])
  const screen = appliedState(book, readings, new Map(), clock)
  expect(screen.missing.map(({ id, why }) => [id, why])).toEqual(
    nodes.map(({ id, missing }) => [id, missing]),
  )
})
