'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import { formatDuration } from '@/lib/format/duration.ts'
import { listOf } from '@/lib/format/words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { incidentsQuery } from '@/lib/queries/incident/incident-queries.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { ROUTES } from '@/lib/url/routes.ts'

/** Every incident of the last 30 days; asked again whenever the open ones change. */
export function IncidentListCard() {
  const times = useTimes()
  const open = useLive(live => live.picture?.state.incidents.map(incident => incident.id).join() ?? '')
  const asked = useQuery(incidentsQuery(open))
  return (
    <Card name="Incidents">
      <Asked
        data={asked.data}
        problem={asked.error && errorSentence(asked.error)}
        onAgain={() => void asked.refetch()}
      >
        {({ incidents }) => (
          <DataTable
            label="Incidents"
            rows={incidents}
            rowKey={incident => incident.id}
            empty="No incident in the last 30 days."
            columns={[
              {
                id: 'title',
                head: 'What',
                wide: true,
                cell: incident => (
                  <Link
                    className="font-semibold hover:underline"
                    href={ROUTES.incident(incident.id)}
                    prefetch={false}
                  >
                    {incident.title}
                  </Link>
                ),
              },
              {
                id: 'state',
                head: 'State',
                cell: incident =>
                  incident.closedAt === null ? (
                    <Badge tone={incident.severity === 'critical' ? 'crit' : 'warn'}>
                      open, {incident.severity}
                    </Badge>
                  ) : (
                    <Badge tone="plain">closed</Badge>
                  ),
              },
              {
                id: 'pattern',
                head: 'Pattern',
                cell: incident => <code className="font-mono text-small">{incident.pattern}</code>,
              },
              { id: 'nodes', head: 'Where', cell: incident => listOf(incident.nodes) },
              { id: 'opened', head: 'Opened', cell: incident => times.day(incident.openedAt) },
              {
                id: 'length',
                head: 'Lasted',
                right: true,
                cell: incident =>
                  incident.closedAt === null
                    ? 'ongoing'
                    : formatDuration(incident.closedAt - incident.openedAt),
              },
            ]}
          />
        )}
      </Asked>
    </Card>
  )
}
