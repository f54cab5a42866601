'use client'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { Card } from '@/components/ui/card.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { marksOf } from '@/lib/queries/history/live-marks.ts'
import { useHistory } from '@/lib/queries/history/use-history.ts'
import { useView } from '@/lib/url/use-view.ts'
import { authColumns } from './auth-columns.ts'

const RATIO_TICKS = [0, 0.25, 0.5, 0.75, 1]
const percentTick = (ratio: number) => `${Math.round(ratio * 100)} %`

type Props = { id: string; node: NodeReading | null; fleet: FleetState | null }

/** Auth calls beside connections in one chart (F15), each as a share of its own highest, so that they can be compared. */
export function AuthChart({ id, node, fleet }: Props) {
  const [view] = useView()
  const timeZone = useTimeZone()
  const scope = { kind: 'node', name: id } as const
  const at = fleet?.at ?? null
  const sample =
    node && at !== null ? { at, values: { auth: node.authPerSecond, connections: node.connections } } : null
  const history = useHistory({ panel: 'auth', scope, range: view.range, end: view.at }, sample)
  const drawn = history && authColumns(history)
  return (
    <Card
      name="Auth load × connections"
      className="min-[900px]:col-span-2"
      hint={
        drawn &&
        `line: auth calls, highest ${formatRate(drawn.highestAuth)}; thin line: connections, highest ${formatNumber(drawn.highestConnections)}`
      }
    >
      <div className="relative h-44">
        <LazyTimeChart
          title="Auth calls and connections, each as a share of its highest"
          data={drawn?.data ?? null}
          format={percentTick}
          past={view.at !== null}
          marks={fleet && history ? marksOf(fleet, scope, history.marks, timeZone) : []}
          ticks={RATIO_TICKS}
        />
      </div>
    </Card>
  )
}
