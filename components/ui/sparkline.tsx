import { cx } from './cx.ts'
import { sparklinePath } from './sparkline-path.ts'
import type { Tone } from './tone.ts'

const STROKE: Record<Tone, string> = {
  plain: 'stroke-trace-2',
  warn: 'stroke-warn-fill',
  crit: 'stroke-crit-fill',
  order: 'stroke-order-fill',
}

type Props = {
  values: readonly (number | null)[]
  tone?: Tone
  label: string
  max?: number
  width?: number
  height?: number
  className?: string
}

/** A word-sized line without axes, as plain SVG: a thousand of them cost what one chart does. */
export function Sparkline({
  values,
  tone = 'plain',
  label,
  max,
  width = 144,
  height = 20,
  className,
}: Props) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -1 ${width} ${height + 2}`}
      width={width}
      height={height}
      className={cx('overflow-visible', className)}
    >
      <path
        d={sparklinePath(values, { width, height }, max)}
        className={cx('fill-none', STROKE[tone])}
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
