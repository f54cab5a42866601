'use client'
import { Select } from '@/components/ui/select.tsx'
import { RANGES, type Range } from '@/lib/contract/history.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useView } from '@/lib/url/use-view.ts'

const LABEL: Record<Range, string> = {
  '5m': '5 min',
  '15m': '15 min',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 days',
  '30d': '30 days',
}

/** How far back the charts go. A link to a moment shows which, and the way back to now. */
export function RangePicker() {
  const times = useTimes()
  const [view, change] = useView()
  return (
    <>
      <Select label="Range" value={view.range} onChange={range => change({ range: range as Range })}>
        {RANGES.map(range => (
          <option key={range} value={range}>
            {LABEL[range]}
          </option>
        ))}
      </Select>
      {view.at !== null && (
        <p className="text-small text-ink-2">
          Charts to {times.day(view.at)}, figures live ·{' '}
          <button type="button" onClick={() => change({ at: null })} className="text-order underline">
            Back to live
          </button>
        </p>
      )}
    </>
  )
}
