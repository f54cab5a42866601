'use client'
import { historyRemark } from '@/components/charts/history-remark.ts'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { scopePanel } from '@/components/charts/scope-panel.ts'
import { Badge } from '@/components/ui/badge.tsx'
import { Panel } from '@/components/ui/panel.tsx'
import { toneOf } from '@/components/ui/tone.ts'
import { bytesOf, formatBytes } from '@/lib/format/bytes.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { marksOf } from '@/lib/queries/history/live-marks.ts'
import { useHistory } from '@/lib/queries/history/use-history.ts'
import { useScopePicture } from '@/lib/queries/live/use-scope-picture.ts'
import { useView } from '@/lib/url/use-view.ts'
import { MEMORY_THRESHOLDS, memoryBadge, memoryColumns, memoryContext } from './memory-cost.ts'

/** What one connection costs (F1, F12). */
export function MemoryPanel() {
  const [view] = useView()
  const timeZone = useTimeZone()
  const picture = useScopePicture(view.scope)
  const totals = picture?.totals
  const bytes = totals?.memoryPerConnectionBytes ?? null
  const sample = picture && {
    at: picture.fleet.at,
    values: { memoryPerConnection: picture.totals.memoryPerConnectionBytes.value },
  }
  const history = useHistory({ panel: 'memory', scope: view.scope, range: view.range, end: view.at }, sample)
  const badge = bytes && memoryBadge(bytes)
  return (
    <Panel
      name="Memory per connection"
      {...scopePanel(picture)}
      notice={historyRemark(history)}
      figure={bytesOf(bytes?.value ?? null)}
      context={totals && memoryContext(totals)}
      badge={badge && bytes && <Badge tone={toneOf(bytes.status)}>{badge}</Badge>}
    >
      <LazyTimeChart
        title="Memory per connection"
        data={history && memoryColumns(history)}
        format={formatBytes}
        thresholds={MEMORY_THRESHOLDS}
        marks={picture && history ? marksOf(picture.fleet, view.scope, history.marks, timeZone) : []}
        past={view.at !== null}
        place={1}
      />
    </Panel>
  )
}
