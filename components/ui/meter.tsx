import { cx } from './cx.ts'
import type { Tone } from './tone.ts'

const FILL: Record<Tone, string> = {
  plain: 'fill-trace-2',
  warn: 'fill-warn-fill',
  crit: 'fill-crit-fill',
  order: 'fill-order-fill',
}

type Props = { ratio: number | null; marks: readonly number[]; tone: Tone; label: string; className?: string }

/** How full something is, with a tick at each threshold. Decorative next to its number, which says the same. */
export function Meter({ ratio, marks, tone, label, className }: Props) {
  const width = ratio === null ? 0 : Math.min(Math.max(ratio, 0), 1) * 100
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className={cx('h-2 w-24 shrink-0', className)}
    >
      <rect y="2" width="100" height="4" rx="1" className="fill-well" />
      <rect y="2" width={width} height="4" rx="1" className={FILL[tone]} />
      {marks.map(mark => (
        <rect key={mark} x={mark * 100} y="0" width="1" height="8" className="fill-ink-3" />
      ))}
    </svg>
  )
}
