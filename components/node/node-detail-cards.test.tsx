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
