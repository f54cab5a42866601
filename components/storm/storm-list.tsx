'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import type { Storm } from '@/lib/domain/fleet-state.ts'
import { formatAtLeast } from '@/lib/format/number.ts'
import { listOf } from '@/lib/format/words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { stormsQuery } from '@/lib/queries/storm/storm-queries.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { stormBadge, stormLength } from './storm-words.ts'

/** Running storms as the live feed has them, then those that are kept. */
export function StormList() {
  const times = useTimes()
  const fleet = useFleet()
  const asked = useQuery(stormsQuery(fleet?.storms.map(storm => storm.id + storm.state).join() ?? ''))
  const live = fleet?.storms ?? []
  const merged = (past: readonly Storm[]) => [
    ...live,
    ...past.filter(storm => !live.some(one => one.id === storm.id)),
  ]
  return (
    <Card name="Storms">
      <Asked
        data={asked.data}
        problem={asked.error && errorSentence(asked.error)}
        onAgain={() => void asked.refetch()}
      >
        {({ storms }) => (
          <DataTable
            label="Storms"
            rows={merged(storms)}
            rowKey={storm => storm.id}
            empty="No storm in the last 30 days."
            columns={[
              {
                id: 'began',
                head: 'Began',
                cell: storm => (
                  <Link
                    className="font-semibold hover:underline"
                    href={ROUTES.storm(storm.id)}
                    prefetch={false}
                  >
                    {times.day(storm.startedAt)}
                  </Link>
                ),
              },
              {
                id: 'state',
                head: 'State',
                cell: storm => <Badge tone={stormBadge(storm).tone}>{stormBadge(storm).text}</Badge>,
              },
              { id: 'nodes', head: 'Where', wide: true, cell: storm => listOf(storm.nodes, 5) },
              {
                id: 'length',
                head: 'Lasted',
                right: true,
                cell: storm => stormLength(storm, fleet?.at ?? storm.startedAt),
              },
              {
                id: 'peak',
                head: 'Peak second',
                right: true,
                cell: storm => formatAtLeast(storm.peakPerSecond, storm.lowerBound),
              },
              {
                id: 'attempts',
                head: 'Attempts',
                right: true,
                cell: storm => formatAtLeast(storm.attempts, storm.lowerBound),
              },
              { id: 'version', head: 'Mostly', cell: storm => storm.topVersion ?? '—' },
            ]}
          />
        )}
      </Asked>
    </Card>
  )
}
