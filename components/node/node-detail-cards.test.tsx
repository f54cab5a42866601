import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FROZEN_AT } from '@/components/gallery/fixtures/frozen-at.ts'
import { NODE_DETAIL_FIXTURE } from '@/components/gallery/fixtures/node-detail-fixture.ts'
import type { NodeDetail } from '@/lib/contract/node-detail.ts'
import { NodeDetailCards } from './node-detail-cards.tsx'

const MINUTE_MS = 60_000
const shown = (over: Partial<NodeDetail>, at: number | null = FROZEN_AT) =>
  renderToStaticMarkup(<NodeDetailCards detail={{ ...NODE_DETAIL_FIXTURE, ...over }} at={at} />)
const count = (html: string, part: string) => html.split(part).length - 1
/** TCP states, the agent's own figures, transports, versions and warnings: all from its last answer. */
const OF_THE_ANSWER = 5

test('an answer of now has no mark', () => {
  for (const html of [shown({ receivedAt: FROZEN_AT - 4_900 }), shown({ receivedAt: FROZEN_AT - 300 })]) {
    expect(html).not.toContain('hatched')
    expect(html).not.toContain('as of')
  }
})

test('beyond 5 s every card of the last answer says its age, and is hatched', () => {
  const html = shown({ receivedAt: FROZEN_AT - MINUTE_MS })
  expect(count(html, 'as of 14:06:41 UTC, 1 min old')).toBe(OF_THE_ANSWER)
  expect(count(html, 'hatched')).toBe(OF_THE_ANSWER)
})

test('a node that never answered has no age, and one known from Prometheus only has none either', () => {
  const html = shown({ status: null, receivedAt: null })
  expect(html).not.toContain('hatched')
  expect(html).not.toContain('as of')
})

test('as long as the moment is not known, nothing is said of the age', () => {
  expect(shown({ receivedAt: FROZEN_AT - MINUTE_MS }, null)).not.toContain('as of')
})

test('a rule that is always on says of what the ordinary amount is', () => {
  const html = shown({
    alwaysOn: [
      { rule: 'burst', p99: 61, threshold: 50, suggested: 92 },
      { rule: 'sustained', p99: 130, threshold: 100, suggested: 195 },
    ],
  })
  expect(html).toContain(
    'The burst rule is always on here: an ordinary second has up to 61, the threshold is 50.',
  )
  expect(html).toContain(
    'The sustained rule is always on here: the ordinary mean of 60 s is up to 130, the threshold is 100.',
  )
})
