'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { PANELS } from '@/lib/contract/history.ts'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { FrozenClock } from '@/lib/queries/clock/use-now.ts'
import { historyQuery } from '@/lib/queries/history/history-query.ts'
import { sparklinesQuery } from '@/lib/queries/history/sparklines-query.ts'
import { createQueryClient, liveQuery } from '@/lib/queries/live/live-query.ts'
import { NOTHING_YET } from '@/lib/queries/live/live-state.ts'
import { createTrailBook, noteTrails, seedTrail } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { FROZEN_AT } from './fixtures/frozen-at.ts'
import { historyFixture } from './fixtures/history-fixture.ts'

/** A stage on which a fleet stands still: frozen clock, no network, histories already there. */
export function GalleryStage({ fleet, children }: { fleet: FleetState | null; children: ReactNode }) {
  const [client] = useState(() => prepared(fleet))
  const [trails] = useState(() => trailsOf(fleet))
  return (
    <FrozenClock value={FROZEN_AT}>
      <QueryClientProvider client={client}>
        <Trails value={trails}>{children}</Trails>
      </QueryClientProvider>
    </FrozenClock>
  )
}

const isStormy = (fleet: FleetState) => fleet.storms.length > 0

function prepared(fleet: FleetState | null) {
  const client = createQueryClient()
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, enabled: false } })
  if (fleet === null) return client
  client.setQueryData(liveQuery.queryKey, {
    ...NOTHING_YET,
    picture: { seq: 1, state: fleet },
    link: { status: 'live', carrier: 'stream' },
    heardAt: { wallMs: FROZEN_AT, monotonicMs: 0 },
  })
  client.setQueryData(sparklinesQuery.queryKey, { fromAt: FROZEN_AT, stepMs: 30_000, nodes: {} })
  const scopes = [
    DEFAULT_VIEW.scope,
    ...fleet.nodes.slice(0, 12).map(node => ({ kind: 'node' as const, name: node.id })),
  ]
  for (const panel of PANELS)
    for (const scope of scopes)
      client.setQueryData(
        historyQuery({ panel, scope, range: '15m', end: null }).queryKey,
        historyFixture(panel, scope, isStormy(fleet)),
      )
  return client
}

function trailsOf(fleet: FleetState | null) {
  const book = createTrailBook()
  if (fleet === null) return book
  noteTrails(book, fleet)
  for (const node of fleet.nodes) {
    const storm = node.stormState === 'storm'
    const past = historyFixture('reconnect', DEFAULT_VIEW.scope, storm)
    const attempts = past.series[0]?.max ?? []
    seedTrail(
      book,
      node.id,
      attempts.map((value, i) => ({
        at: past.fromAt + i * past.stepMs,
        value: value === null ? null : value / (storm ? 2 : 4),
      })),
    )
  }
  return book
}
