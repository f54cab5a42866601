import type { Summary } from '@/lib/contract/summary.ts'
import type { ScopeTotals } from '@/lib/domain/pool/scope-totals.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'

type Props = { totals: ScopeTotals | null; summary: Summary | null }

/** Four numbers, each with what it is measured against. Unknown is a dash. */
export function SummaryNumbers({ totals, summary }: Props) {
  const minutes = summary?.minutesDegraded ?? null
  return (
    <dl className="grid grid-cols-4 border-y border-line-strong *:border-l *:border-line-strong *:px-5 *:py-5 *:first:border-l-0 *:first:pl-0 max-md:grid-cols-2 max-md:*:px-3 max-md:*:py-3 max-md:*:odd:border-l-0 max-md:*:odd:pl-0">
      <Figure
        name="Connections"
        value={formatNumber(totals?.connections.value ?? null)}
        note={`${held(totals)}${partly(totals)}`}
      />
      <Figure
        name="Full service, 30 days"
        value={formatPercent(summary?.fullServiceRatio ?? null, 'low', 2)}
        note={
          summary !== null && summary.fullServiceRatio === null
            ? 'not watched for an hour yet'
            : 'of the minutes that were watched'
        }
      />
      <Figure
        name="Minutes degraded"
        value={formatNumber(minutes)}
        note={
          summary === null
            ? UNKNOWN
            : `${formatNumber(summary.storms)} ${summary.storms === 1 ? 'storm' : 'storms'} in 30 days`
        }
      />
      <Figure
        name="Time to act, typical"
        value={formatDuration(summary?.timeToActMs ?? null)}
        note={
          summary !== null && summary.timeToActMs === null
            ? 'no storm was answered by an order yet'
            : 'from the start of a storm to the first order'
        }
      />
    </dl>
  )
}

function held(totals: ScopeTotals | null): string {
  const ratio = totals?.usageRatio.value ?? null
  return ratio === null
    ? 'share of what we can hold is unknown'
    : `${formatPercent(ratio)} of what we can hold`
}

const partly = (totals: ScopeTotals | null) =>
  totals !== null && totals.connections.nodes < totals.connections.of
    ? ` (${totals.connections.nodes} of ${totals.connections.of} servers)`
    : ''

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <dt className="text-body text-ink-2">{name}</dt>
      <dd className="text-figure font-semibold tracking-tight">{value}</dd>
      <dd className="text-body text-ink-2">{note}</dd>
    </div>
  )
}
