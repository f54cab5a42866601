import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { STORM_DETAIL_FIXTURE } from '@/components/gallery/fixtures/storm-detail-fixture.ts'
import type { FleetState, Storm } from '@/lib/domain/fleet-state.ts'
import { liveQuery } from '@/lib/queries/live/live-query.ts'
import { NOTHING_YET } from '@/lib/queries/live/live-state.ts'
import { stormQuery } from '@/lib/queries/storm/storm-queries.ts'
import { StormScreen } from './storm-screen.tsx'

const { storm } = STORM_DETAIL_FIXTURE
const { id } = storm
const ENDED: Storm = { ...storm, state: 'ended', endedAt: storm.startedAt + 312_000 }

/** The head of the page with what was read of the storm, and what the feed says now. */
function shown(read: Storm, fleet: FleetState): string {
  const client = new QueryClient()
  client.setQueryData(stormQuery(id).queryKey, { ...STORM_DETAIL_FIXTURE, storm: read })
  client.setQueryData(liveQuery.queryKey, {
    ...NOTHING_YET,
    picture: { seq: 1, state: fleet },
    heardAt: { wallMs: fleet.at, monotonicMs: 0 },
  })
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <StormScreen id={id} />
    </QueryClientProvider>,
  )
  return html.slice(0, html.indexOf('</header>'))
}

/** How long until the page asks again; `false`: never. */
function againMs(read: Storm, inFeed: boolean): number | false {
  const client = new QueryClient()
  const options = stormQuery(id, inFeed)
  client.setQueryData(options.queryKey, { ...STORM_DETAIL_FIXTURE, storm: read })
  const query = client.getQueryCache().find<typeof STORM_DETAIL_FIXTURE>({ queryKey: options.queryKey })
  const { refetchInterval } = options
  if (query === undefined || typeof refetchInterval !== 'function') throw new Error('not asked again')
  return (refetchInterval as (of: unknown) => number | false)(query)
}

test('a storm of the feed is running', () => {
  const html = shown(storm, { ...FLEETS.storm, storms: [storm] })
  expect(html).toContain('>running<')
  expect(html).toContain('running for 4 min 19 s')
})

test('a storm that was running when it was read and has left the feed has ended, and its last figures are being read', () => {
  const html = shown(storm, FLEETS.calm)
  expect(html).toContain('>ended<')
  expect(html).toContain('ended, reading the last figures')
  expect(html).not.toContain('running')
})

test('its last figures, once they are read', () => {
  const html = shown(ENDED, FLEETS.calm)
  expect(html).toContain('>ended<')
  expect(html).toContain('lasted 5 min 12 s')
})

test('it is read anew while it runs, sooner once it has left the feed, and no more when its end is known', () => {
  expect(againMs(storm, true)).toBeGreaterThanOrEqual(27_000)
  expect(againMs(storm, true)).toBeLessThanOrEqual(33_000)
  expect(againMs(storm, false)).toBeLessThanOrEqual(5_500)
  expect(againMs(ENDED, true)).toBe(false)
  expect(againMs(ENDED, false)).toBe(false)
})
