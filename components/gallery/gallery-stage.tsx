'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { serverClock } from '@/lib/queries/clock/server-clock.ts'
import { FrozenClock } from '@/lib/queries/clock/use-now.ts'
import { createQueryClient, liveQuery } from '@/lib/queries/live/live-query.ts'
import { type LiveState, NOTHING_YET } from '@/lib/queries/live/live-state.ts'
import { createTrailBook, noteTrails, seedTrail } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { FROZEN_AT } from './fixtures/frozen-at.ts'
import { historyFixture } from './fixtures/history-fixture.ts'
import { SCENES, type Scene, type SceneName } from './scenes.ts'
import { seedAnswers } from './seed-answers.ts'

/** A stage on which a scene stands still: frozen clock, no network, every answer already there. */
export function GalleryStage({ scene: name, children }: { scene: SceneName; children: ReactNode }) {
  const scene = SCENES[name]
  const [client] = useState(() => prepared(scene))
  const [trails] = useState(() => trailsOf(scene.fleet))
  useEffect(() => {
    if (scene.nextBuild === null || scene.fleet === null) return
    client.setQueryData(liveQuery.queryKey, liveState(scene, { ...scene.fleet, build: scene.nextBuild }))
  }, [client, scene])
  return (
    <FrozenClock value={FROZEN_AT + scene.silentMs}>
      <QueryClientProvider client={client}>
        <Trails value={trails}>{children}</Trails>
      </QueryClientProvider>
    </FrozenClock>
  )
}

function prepared(scene: Scene) {
  // One clock a page; the server renders for everybody and has none.
  if (typeof window !== 'undefined' && scene.clockAheadMs !== 0)
    serverClock.note(FROZEN_AT, FROZEN_AT + scene.clockAheadMs)
  const client = createQueryClient()
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, enabled: false } })
  client.setQueryData(liveQuery.queryKey, liveState(scene, scene.fleet))
  if (scene.fleet !== null) seedAnswers(client, scene, scene.fleet)
  return client
}

const liveState = ({ link }: Scene, fleet: FleetState | null): LiveState => ({
  ...NOTHING_YET,
  link,
  picture: fleet === null ? null : { seq: 1, state: fleet },
  heardAt: fleet === null ? null : { wallMs: FROZEN_AT, monotonicMs: 0 },
})

function trailsOf(fleet: FleetState | null) {
  const book = createTrailBook()
  if (fleet === null) return book
  noteTrails(book, fleet)
  for (const node of fleet.nodes) {
    const past = historyFixture('reconnect', DEFAULT_VIEW.scope, { ...fleet, nodes: [node] })
    const attempts = past.series[0]?.max ?? []
    seedTrail(
      book,
      node.id,
      attempts.map((value, i) => ({
        at: past.fromAt + i * past.stepMs,
        value,
      })),
    )
  }
  return book
}
