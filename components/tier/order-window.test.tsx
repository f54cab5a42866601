import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { OrderWindow } from './order-window.tsx'
import type { TierPreset } from './tier-preset.ts'

const shown = (preset: TierPreset) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <OrderWindow fleet={FLEETS.storm} preset={preset} onCancel={() => {}} onDone={() => {}} />
    </QueryClientProvider>,
  )

test('a release that would end nothing is blocked, with the one that would', () => {
  const html = shown({ tier: 1, scope: { kind: 'node', name: 'ws-2' } })
  expect(html).toContain('Nothing to release for ws-2 alone: tier 2 is ordered for the whole fleet.')
  expect(html).toContain('Release the whole fleet instead')
  expect(html).not.toContain('back to full service')
  expect(html).toMatch(/aria-disabled="true"[^>]*>Release</)
})

test('the release of what is in force is offered, with the warning that a storm still runs', () => {
  const html = shown({ tier: 1, scope: { kind: 'fleet', name: null }, leaseId: 'lease-18' })
  expect(html).toContain('Release tier 2 on the whole fleet: back to full service')
  expect(html).toContain('Not known to be safe to step up')
  expect(html).not.toContain('instead')
})

test('an order says that open sessions follow at once, what follows its end, and how to undo it', () => {
  const html = shown({ tier: 2, scope: { kind: 'node', name: 'ws-2' } })
  expect(html).toContain('droppable updates stop, others once a second, 64 KiB a message')
  expect(html).toContain(', reduced at once')
  expect(html).toContain('When it ends')
  expect(html).toContain('Release, on Tiers or with the switch')
})
