'use client'
import { historyRemark } from '@/components/charts/history-remark.ts'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { scopePanel } from '@/components/charts/scope-panel.ts'
import { Badge } from '@/components/ui/badge.tsx'
import { Panel } from '@/components/ui/panel.tsx'
import { toneOf } from '@/components/ui/tone.ts'
import { formatPercent, percentOf } from '@/lib/format/percent.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { marksOf } from '@/lib/queries/history/live-marks.ts'
import { useHistory } from '@/lib/queries/history/use-history.ts'
import { useScopePicture } from '@/lib/queries/live/use-scope-picture.ts'
import { useView } from '@/lib/url/use-view.ts'
import { POOL_THRESHOLDS, poolBadge, poolContext, poolSample, usageColumns } from './pool-usage.ts'

const RATIO_TICKS = [0, 0.25, 0.5, 0.75, 1]
const percentTick = (ratio: number) => formatPercent(ratio, 'low')

/** How full the pool is, and when it will be (F2, F11). */
export function PoolPanel() {
  const [view] = useView()
  const timeZone = useTimeZone()
  const picture = useScopePicture(view.scope)
  const totals = picture?.totals
  const sample = picture && { at: picture.fleet.at, values: poolSample(picture.totals) }
  const history = useHistory({ panel: 'pool', scope: view.scope, range: view.range, end: view.at }, sample)
  const usage = totals?.usageRatio ?? null
  const badge = usage && poolBadge(usage)
  return (
    <Panel
      name="Connection pool"
      {...scopePanel(picture)}
      notice={historyRemark(history)}
      figure={percentOf(usage?.value ?? null, 'high', 1)}
      context={totals && poolContext(totals)}
      badge={badge && usage && <Badge tone={toneOf(usage.status)}>{badge}</Badge>}
    >
      <LazyTimeChart
        title="Connection pool, share of the limit in use"
        data={history && usageColumns(history)}
        format={percentTick}
        ticks={RATIO_TICKS}
        thresholds={POOL_THRESHOLDS}
        marks={picture && history ? marksOf(picture.fleet, view.scope, history.marks, timeZone) : []}
        past={view.at !== null}
        place={0}
      />
    </Panel>
  )
}
