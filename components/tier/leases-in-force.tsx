'use client'
import { TIER_INFO } from '@stormdeck/protocol'
import { useCallback, useRef } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import type { LeaseInForce } from '@/lib/domain/fleet-state.ts'
import { formatCountdown } from '@/lib/format/duration.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { LeaseActions } from './lease-actions.tsx'

/** Every order that holds now, what is left of it, and the two things that can be done about it. */
export function LeasesInForce() {
  const times = useTimes()
  const fleet = useFleet()
  const now = useNow()
  const card = useRef<HTMLElement>(null)
  const focusCard = useCallback(() => card.current?.focus(), [])
  if (fleet === null)
    return (
      <Card name="Orders in force">
        <p className="text-ink-3">Waiting for the server.</p>
      </Card>
    )
  const { leases, leasesLeftOut, mayOrder, applied } = fleet.tier
  const nowMs = now ?? fleet.at
  const left = (lease: LeaseInForce) =>
    lease.endsAt === null ? 'until released' : formatCountdown(lease.endsAt - nowMs)
  return (
    <Card
      ref={card}
      name="Orders in force"
      hint={`${applied.nodes} of ${applied.of} nodes report what is ordered for them`}
    >
      {!mayOrder.allowed && <p className="mb-2 font-medium text-warn">▲ {mayOrder.why}</p>}
      <DataTable
        label="Orders in force"
        rows={leases}
        rowKey={lease => lease.id}
        empty="No order is in force. Every node is at tier 1 unless it protects itself."
        columns={[
          {
            id: 'tier',
            head: 'Tier',
            cell: lease => (
              <span className="flex items-center gap-2">
                <Badge tone="order" bare>
                  {lease.tier}
                </Badge>
                {TIER_INFO[lease.tier].name}
              </span>
            ),
          },
          { id: 'scope', head: 'Where', cell: lease => scopeWords(lease.scope) },
          {
            id: 'left',
            head: 'Left',
            right: true,
            cell: lease => <b className="font-mono text-small">{left(lease)}</b>,
          },
          { id: 'since', head: 'Since', cell: lease => times.day(lease.startedAt) },
          { id: 'by', head: 'By', cell: lease => (lease.origin === 'policy' ? 'policy' : lease.by) },
          {
            id: 'drain',
            head: 'Open sessions',
            cell: lease =>
              lease.drainPerSecond === null ? 'stay' : `moved at ${formatRate(lease.drainPerSecond)}`,
          },
          { id: 'reason', head: 'Why', wide: true, cell: lease => lease.reason || '—' },
          {
            id: 'actions',
            head: 'Change',
            right: true,
            cell: lease => (
              <LeaseActions lease={lease} tier={fleet.tier} nowMs={nowMs} onFocusLost={focusCard} />
            ),
          },
        ]}
      />
      {leasesLeftOut > 0 && (
        <p className="mt-2 text-ink-2">
          {leasesLeftOut} more in force are not listed here; <code>npx stormdeck tier list</code> lists them
          all.
        </p>
      )}
    </Card>
  )
}
