'use client'
import { useDeferredValue, useMemo, useState } from 'react'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { Card } from '@/components/ui/card.tsx'
import type { StormDetail } from '@/lib/contract/storm-detail.ts'
import { orderMark } from '@/lib/domain/mark.ts'
import { replay } from '@/lib/domain/storm/replay.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { recordingColumns } from './recording-columns.ts'
import { replayBands } from './replay-bands.ts'
import { ThresholdSlider } from './threshold-slider.tsx'

const attemptsTick = (perSecond: number) => formatNumber(perSecond)

/** The recording, judged again by the very detector that judges live, under thresholds one can move. */
export function StormReplay({ detail }: { detail: StormDetail }) {
  const times = useTimes()
  const { recording } = detail
  const [thresholds, setThresholds] = useState(detail.thresholds)
  const judged = useDeferredValue(thresholds)
  const result = useMemo(() => {
    const nodes = recording?.nodes ?? []
    return replay(
      nodes.map(({ node, fromMs, counts, lowerBound }) => ({ node, fromMs, counts, lowerBound })),
      judged,
    )
  }, [recording, judged])
  const data = useMemo(() => recording && recordingColumns(recording), [recording])
  if (recording === null || data === null)
    return (
      <Card name="Replay">
        <p className="text-ink-3">Nothing was recorded of this storm, or it is no longer kept.</p>
      </Card>
    )
  return (
    <Card name="Replay and what-if" hint={recording.cut ?? 'attempts per second of all its nodes'}>
      <div className="relative h-64">
        <LazyTimeChart
          title="Recorded attempts per second"
          data={data}
          format={attemptsTick}
          past
          thresholds={[
            {
              value: judged.sustainedPerSecond,
              label: `mean over ${formatNumber(judged.sustainedPerSecond)}/s on one node`,
              tone: 'crit',
            },
          ]}
          marks={[...replayBands(result.storms), ...detail.leases.map(orderMark)]}
        />
      </div>
      <div className="mt-3 grid gap-4 min-[1100px]:grid-cols-2">
        <ThresholdSlider
          label="Burst: attempts within one second"
          value={thresholds.burstAttempts}
          normal={detail.thresholds.burstAttempts}
          onChange={burstAttempts => setThresholds({ ...thresholds, burstAttempts })}
        />
        <ThresholdSlider
          label="Sustained: mean per second over a minute, above"
          value={thresholds.sustainedPerSecond}
          normal={detail.thresholds.sustainedPerSecond}
          onChange={sustainedPerSecond => setThresholds({ ...thresholds, sustainedPerSecond })}
        />
      </div>
      <p className="mt-3 font-medium" aria-live="polite">
        {result.storms.length === 0
          ? 'With these thresholds no storm would have been found.'
          : 'With these thresholds:'}
      </p>
      <ul className="flex flex-col gap-0.5 text-ink-2">
        {result.storms.slice(0, 20).map(storm => (
          <li key={`${storm.node}${storm.startedAt}`}>
            <b className="font-semibold text-ink">{storm.node}</b> from {times.moment(storm.startedAt)}
            {storm.endedAt === null
              ? ', still running at the end of the recording'
              : ` for ${formatDuration(storm.endedAt - storm.startedAt)}`}
            , peak second {formatNumber(storm.peakPerSecond)}, by{' '}
            {[storm.burst && 'burst', storm.sustained && 'sustained'].filter(Boolean).join(' and ')}
          </li>
        ))}
      </ul>
    </Card>
  )
}
