'use client'
import { historyRemark } from '@/components/charts/history-remark.ts'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { scopePanel } from '@/components/charts/scope-panel.ts'
import { Badge } from '@/components/ui/badge.tsx'
import { Panel } from '@/components/ui/panel.tsx'
import { formatNumber } from '@/lib/format/number.ts'
import { rateOf } from '@/lib/format/rate.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { marksOf } from '@/lib/queries/history/live-marks.ts'
import { useHistory } from '@/lib/queries/history/use-history.ts'
import { useScopePicture } from '@/lib/queries/live/use-scope-picture.ts'
import { useView } from '@/lib/url/use-view.ts'
import {
  attemptSample,
  attemptsShown,
  isAtLeast,
  lowerBoundRemark,
  reconnectBadge,
  reconnectColumns,
  reconnectContext,
  reconnectHint,
  reconnectThresholds,
} from './reconnect-rate.ts'

const rateTick = (perSecond: number) => formatNumber(perSecond, perSecond < 10 && perSecond % 1 !== 0 ? 1 : 0)

/** Attempts a second, and whether connections are cleaned up as fast as they come (F2, F13, F14). */
export function ReconnectPanel() {
  const [view] = useView()
  const timeZone = useTimeZone()
  const picture = useScopePicture(view.scope)
  const totals = picture?.totals
  const sample = picture && { at: picture.fleet.at, values: attemptSample(picture.totals) }
  const history = useHistory(
    { panel: 'reconnect', scope: view.scope, range: view.range, end: view.at },
    sample,
  )
  const badge = totals && reconnectBadge(totals)
  return (
    <Panel
      name="Reconnect rate"
      hint={reconnectHint(totals)}
      {...scopePanel(picture)}
      notice={lowerBoundRemark(totals) ?? historyRemark(history)}
      figure={rateOf(totals ? attemptsShown(totals).value : null)}
      lowerBound={totals && isAtLeast(totals)}
      context={totals && reconnectContext(totals)}
      badge={badge && <Badge tone={badge.tone}>{badge.text}</Badge>}
    >
      <LazyTimeChart
        title="Connection attempts per second"
        data={history && reconnectColumns(history)}
        format={rateTick}
        thresholds={reconnectThresholds(picture?.nodes ?? [])}
        marks={picture && history ? marksOf(picture.fleet, view.scope, history.marks, timeZone) : []}
        past={view.at !== null}
        place={2}
      />
    </Panel>
  )
}
