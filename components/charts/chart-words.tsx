import { cx } from '@/components/ui/cx.ts'
import type { ChartThreshold } from './chart-data.ts'
import type { MarkLabel } from './mark-labels.ts'

export const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`

/** Names of storms and orders in lanes of their own above the plot, each beside the upper end of its line. */
export function MarkWords({ labels }: { labels: readonly MarkLabel[] }) {
  const lanes = Math.max(0, ...labels.map(({ lane }) => lane + 1))
  return Array.from({ length: lanes }, (_, i) => lanes - 1 - i).map(lane => (
    // The lowest lane takes the headroom of the plot.
    <div key={lane} className={cx('relative mr-2 ml-12 h-4 shrink-0', lane === 0 && '-mb-2')}>
      {labels
        .filter(label => label.lane === lane)
        .map(({ id, kind, label, at, side }) => (
          <span
            key={id}
            className={cx(
              'absolute truncate px-1 text-micro font-medium',
              kind === 'storm' ? 'text-crit' : 'text-order',
            )}
            style={
              side === 'left'
                ? { right: percent(1 - at), maxWidth: percent(at) }
                : { left: percent(at), maxWidth: percent(1 - at) }
            }
          >
            {label}
          </span>
        ))}
    </div>
  ))
}

/** Keeps words readable where the trace runs behind them. */
const HALO = '[text-shadow:0_0_2px_var(--panel),0_0_3px_var(--panel),0_0_4px_var(--panel)]'

/** A limit above this share of the plot has its words below its line: above it are the names of storms and orders. */
const NEAR_TOP = 0.88

/** Words of the limits, each on its line. @param top value at the upper edge of the plot */
export function ThresholdWords({ thresholds, top }: { thresholds: readonly ChartThreshold[]; top: number }) {
  return (
    <div className="pointer-events-none absolute top-2 right-2 bottom-5 left-12">
      {thresholds.map(({ value, label, tone }) => (
        <span
          key={label}
          className={cx(
            'absolute left-1 text-micro font-medium whitespace-nowrap',
            value / top < NEAR_TOP && '-translate-y-full',
            tone === 'crit' ? 'text-crit' : 'text-warn',
            HALO,
          )}
          style={{ top: percent(1 - Math.min(value, top) / top) }}
        >
          {label}
        </span>
      ))}
    </div>
  )
}
