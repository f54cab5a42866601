import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { reducedLease } from '@/components/gallery/fixtures/fleet-fixture.ts'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import type { LeaseInForce } from '@/lib/domain/fleet-state.ts'
import { LeaseActions } from './lease-actions.tsx'

const shown = (lease: LeaseInForce, scene: 'storm' | 'watch-only' = 'storm') =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <LeaseActions lease={lease} tier={FLEETS[scene].tier} nowMs={FLEETS.storm.at} onFocusLost={() => {}} />
    </QueryClientProvider>,
  )

test('the buttons name the order that they change', () => {
  const html = shown(reducedLease)
  expect(html).toContain('aria-label="15 min longer: tier 2 on the whole fleet"')
  expect(html).toContain('aria-label="Release tier 2 on the whole fleet"')
})

test('tiers 4 and 5 are extended by holding; what holds until it is released cannot be', () => {
  expect(shown({ ...reducedLease, tier: 4 })).toContain('Hold for 15 min longer')
  expect(shown({ ...reducedLease, endsAt: null })).not.toContain('longer')
})

test('where nothing may be ordered the buttons keep the focus and do nothing', () => {
  const html = shown(reducedLease, 'watch-only')
  expect(html.match(/aria-disabled="true"/g)).toHaveLength(2)
  expect(html).not.toContain(' disabled=""')
})
