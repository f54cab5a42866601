'use client'
import { formatDuration } from '@/lib/format/duration.ts'
import { useClockSkew } from '@/lib/queries/clock/use-clock-skew.ts'

const WORTH_SAYING_MS = 2_000

/** Says so where this computer's clock is wrong: times here are the server's, other windows of it show something else. */
export function ClockSkew() {
  const aheadMs = useClockSkew()
  if (Math.abs(aheadMs) < WORTH_SAYING_MS) return null
  const side = aheadMs > 0 ? 'slow' : 'fast'
  return (
    <span
      className="text-small font-medium whitespace-nowrap text-warn"
      title="All times here follow the server's clock."
    >
      ▲ this computer's clock is {formatDuration(Math.abs(aheadMs))} {side}
    </span>
  )
}
