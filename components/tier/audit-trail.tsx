'use client'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Button, buttonClass } from '@/components/ui/button.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import { formatNumber } from '@/lib/format/number.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { AUDIT_CSV_PATH, auditQuery } from '@/lib/queries/tiers/tier-queries.ts'

/** Everything that was ordered, released, ended or refused, in a chain whose every link is checked. */
export function AuditTrail() {
  const times = useTimes()
  const audit = useInfiniteQuery(auditQuery)
  const client = useQueryClient()
  const revision = useLive(live => live.picture?.state.tier.revision ?? null)
  // Whatever was ordered has a line there. Not part of the key: the older lines that were fetched stay where they are.
  const before = useRef(revision)
  useEffect(() => {
    if (before.current !== null && revision !== before.current)
      void client.invalidateQueries({ queryKey: auditQuery.queryKey })
    before.current = revision
  }, [client, revision])
  const first = audit.data?.pages[0]
  return (
    <Card
      name="Audit"
      hint={
        first && (
          <span className="inline-flex items-center gap-2">
            {first.chain.ok ? (
              `chain of ${formatNumber(first.chain.lines)} lines verified ${times.moment(first.chain.checkedAt)}`
            ) : (
              <Badge tone="crit">{first.chain.problem ?? 'the chain is broken'}</Badge>
            )}
            <code className="font-mono text-micro">head {first.head.hash.slice(0, 12)}</code>
          </span>
        )
      }
    >
      <Asked
        data={audit.data}
        problem={audit.error && errorSentence(audit.error)}
        onAgain={() => void audit.refetch()}
      >
        {({ pages }) => (
          <>
            <DataTable
              label="Audit"
              rows={pages.flatMap(page => page.lines)}
              rowKey={line => String(line.seq)}
              empty="Nothing has been ordered yet."
              columns={[
                { id: 'seq', head: 'Line', right: true, cell: line => line.seq },
                { id: 'at', head: 'When', cell: line => times.day(line.at) },
                { id: 'by', head: 'By', cell: line => `${line.by} (${line.via})` },
                {
                  id: 'action',
                  head: 'What',
                  cell: line => <code className="font-mono text-small">{line.action}</code>,
                },
                { id: 'subject', head: 'On', cell: line => line.subject },
                { id: 'reason', head: 'Why', wide: true, cell: line => line.reason || '—' },
              ]}
            />
            <div className="mt-3 flex gap-2">
              {audit.hasNextPage && (
                <Button
                  aria-disabled={audit.isFetchingNextPage}
                  onClick={() => !audit.isFetchingNextPage && void audit.fetchNextPage()}
                >
                  Older lines
                </Button>
              )}
              <a href={AUDIT_CSV_PATH} download className={buttonClass('quiet')}>
                Download as CSV
              </a>
            </div>
          </>
        )}
      </Asked>
    </Card>
  )
}
