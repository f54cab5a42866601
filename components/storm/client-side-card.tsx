'use client'
import { useMemo } from 'react'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import { Sparkline } from '@/components/ui/sparkline.tsx'
import type { StormDetail } from '@/lib/contract/storm-detail.ts'
import { orderMark, stormMark } from '@/lib/domain/mark.ts'
import { formatAtLeast, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { BusiestMinuteList } from './busiest-minute-list.tsx'
import { clientSide, shareOfAttempts } from './client-side.ts'
import { CLIENT_SIDE_WORDS } from './client-side-words.ts'

const NAME = 'What the client side did'

/** Accepted and refused a second, attempts by class, sessions that ended, and which client versions made the attempts. */
export function ClientSideCard({ detail }: { detail: StormDetail }) {
  const times = useTimes()
  const { recording, storm, leases } = detail
  const side = useMemo(
    () => recording && clientSide(recording, storm.startedAt),
    [recording, storm.startedAt],
  )
  if (recording === null || side === null)
    return (
      <Card name={NAME} className="min-[900px]:col-span-2">
        <p className="text-ink-3">Not known: what clients did was not recorded of this storm.</p>
      </Card>
    )
  const { rows, nodes, of } = side
  return (
    <Card
      name={NAME}
      hint={`line: accepted per second; thin line: refused${nodes < of ? ` · ${nodes} of ${of} nodes` : ''}`}
      className="min-[900px]:col-span-2"
    >
      <div className="relative h-48">
        <LazyTimeChart
          title="Accepted and refused attempts per second"
          data={side.chart}
          format={value => formatNumber(value)}
          past
          marks={[stormMark(storm, null, times.zone), ...leases.map(orderMark)]}
        />
      </div>
      <div className="mt-3 grid gap-x-8 gap-y-4 min-[1100px]:grid-cols-[1fr_320px]">
        <div className="min-w-0">
          <h3 className="font-semibold">
            Counted from {times.clock(side.from)} to {times.clock(side.to)}
          </h3>
          <DataTable
            label="What clients did"
            rows={rows}
            rowKey={row => row.id}
            empty=""
            columns={[
              {
                id: 'what',
                head: 'What',
                wide: true,
                cell: ({ id }) => (
                  <>
                    {CLIENT_SIDE_WORDS[id].name}{' '}
                    <span className="text-small text-ink-3 max-sm:hidden">{CLIENT_SIDE_WORDS[id].note}</span>
                  </>
                ),
              },
              {
                id: 'total',
                head: 'Count',
                right: true,
                cell: ({ total, atLeast }) => formatAtLeast(total, atLeast),
              },
              {
                id: 'share',
                head: 'Of attempts',
                right: true,
                cell: row => (row.id === 'closed' ? '' : formatPercent(shareOfAttempts(rows, row), 'low')),
              },
              {
                id: 'peak',
                head: 'Peak second',
                right: true,
                cell: ({ peakPerSecond }) => formatNumber(peakPerSecond),
              },
              {
                id: 'course',
                head: 'Course',
                cell: ({ id, values, peakPerSecond }) => (
                  <Sparkline
                    values={values}
                    label={`${CLIENT_SIDE_WORDS[id].name} per second, at most ${formatNumber(peakPerSecond)}`}
                  />
                ),
              },
            ]}
          />
        </div>
        <BusiestMinuteList busiest={recording.busiestMinute} />
      </div>
    </Card>
  )
}
