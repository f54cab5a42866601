'use client'
import { useQuery } from '@tanstack/react-query'
import { Asked } from '@/components/ui/asked.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import type { PastLease } from '@/lib/contract/tier-order.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { leaseHistoryQuery } from '@/lib/queries/tiers/tier-queries.ts'

const ENDED: Record<NonNullable<PastLease['endedHow']>, string> = {
  time: 'expired',
  released: 'released',
  replaced: 'replaced',
}

/** Orders of the last week that have ended, and how each did. */
export function LeaseHistoryCard() {
  const times = useTimes()
  const revision = useLive(live => live.picture?.state.tier.revision ?? 0)
  const past = useQuery(leaseHistoryQuery(revision))
  return (
    <Card name="Ended in the last 7 days">
      <Asked
        data={past.data}
        problem={past.error && errorSentence(past.error)}
        onAgain={() => void past.refetch()}
      >
        {({ leases }) => (
          <DataTable
            label="Ended orders"
            rows={leases.filter(lease => lease.endedAt !== null).slice(0, 50)}
            rowKey={lease => lease.id}
            empty="No order has ended in the last 7 days."
            columns={[
              { id: 'tier', head: 'Tier', cell: lease => lease.tier },
              { id: 'scope', head: 'Where', cell: lease => scopeWords(lease.scope) },
              { id: 'from', head: 'From', cell: lease => times.day(lease.startedAt) },
              {
                id: 'for',
                head: 'Held',
                right: true,
                cell: lease => formatDuration((lease.endedAt ?? 0) - lease.startedAt),
              },
              {
                id: 'how',
                head: 'Ended',
                cell: lease => (lease.endedHow === null ? '—' : ENDED[lease.endedHow]),
              },
              { id: 'by', head: 'By', cell: lease => (lease.origin === 'policy' ? 'policy' : lease.by) },
              { id: 'reason', head: 'Why', wide: true, cell: lease => lease.reason || '—' },
            ]}
          />
        )}
      </Asked>
    </Card>
  )
}
