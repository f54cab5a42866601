import { Progress } from '@/components/ui/progress.tsx'
import { StatusGlyph } from '@/components/ui/status-glyph.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { formatNumber } from '@/lib/format/number.ts'

/** Problems told one by one; more of them have one cause more often than not. */
const MOST_TOLD = 6

/** What the server says of its sources and of every listed node, this second. */
export function LiveCheck({ fleet }: { fleet: FleetState | null }) {
  const problems = problemsOf(fleet)
  const rest = problems.length - MOST_TOLD
  return (
    <div role="status" className="rounded-panel border border-dashed border-line-strong px-4 py-3">
      <p className="font-medium">Live check: {summaryOf(fleet)}</p>
      <Progress label="Waiting for the first data" ratio={null} className="mt-2" />
      {problems.slice(0, MOST_TOLD).map(({ id, error }) => (
        <p key={id} className="mt-2 flex items-baseline gap-2 text-warn">
          <StatusGlyph tone="warn" className="size-3 shrink-0" />
          <span>
            <b className="font-semibold">{id}</b>: {error}
          </span>
        </p>
      ))}
      {rest > 0 && <p className="mt-2 text-small text-ink-3">{formatNumber(rest)} more</p>}
    </div>
  )
}

function summaryOf(fleet: FleetState | null): string {
  if (fleet === null) return 'connecting to Stormdeck'
  const { length } = fleet.nodes
  if (length === 0) return 'no server is listed or found yet'
  return `${formatNumber(length)} ${length === 1 ? 'server is' : 'servers are'} listed, none has sent data yet`
}

function problemsOf(fleet: FleetState | null): { id: string; error: string }[] {
  if (fleet === null) return []
  return [...fleet.sources, ...fleet.nodes].flatMap(({ id, error }) =>
    error === null ? [] : [{ id, error }],
  )
}
