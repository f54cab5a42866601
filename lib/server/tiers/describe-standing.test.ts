import { NO_DATA_AFTER_MS } from '@stormdeck/protocol'
import { expect, it } from 'vitest'
import { statusSample } from '../collector/test/status-sample.ts'
import type { TierBook } from '../store/tier-records.ts'
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
function standingAt(monoMs: number) {
  const link = makeLink({ id: 'ws-2', group: 'eu', url: '', writeToken: null, ca: null })
  const status = statusSample()
  const holds = { issuer: book.issuer, epoch: 7, revision: 3, ordered: 1, effective: 1 } as const
  hear(link, { ...status, tier: { ...status.tier, ...holds, leases: [] } }, 0)
  const clock = { wallMs: () => 1_750_000_000_000 + monoMs, monoMs: () => monoMs, bootId: 'boot' }
  return describeStanding(book, new Map([['ws-2', link]]), [], clock).nodes[0]
}

it('takes the last word of a node for its state while it is heard', () => {
  expect(standingAt(NO_DATA_AFTER_MS)).toMatchObject({ effective: 1, missing: null })
})

it('says of a node that is not heard any more how long, and nothing else', () => {
  expect(standingAt(NO_DATA_AFTER_MS + 1_000)).toMatchObject({ effective: null, missing: 'silent for 6 s' })
  expect(standingAt(3_600_000)).toMatchObject({ effective: null, missing: 'silent for 1 h', note: null })
})
