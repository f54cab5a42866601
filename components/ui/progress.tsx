import { cx } from './cx.ts'

type Props = {
  label: string
  /** 0 to 1; `null`: under way, how far is not known. */
  ratio: number | null
  className?: string
}

/** A thin bar for something under way. */
export function Progress({ label, ratio, className }: Props) {
  const percent = ratio === null ? undefined : Math.floor(Math.min(Math.max(ratio, 0), 1) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cx('h-1 overflow-hidden rounded-full bg-well', className)}
    >
      <div
        className={cx(
          'h-full rounded-full transition-[width]',
          percent === undefined ? 'animate-pulse bg-ink-3' : 'bg-order-fill',
        )}
        style={{ width: percent === undefined ? '100%' : `${percent}%` }}
      />
    </div>
  )
}
