import { cx } from './cx.ts'

type Props = {
  on: boolean
  label: string
  onPress: () => void
  /** Why it cannot be used; it stays focusable, so that the reason can be read. */
  disabledBecause?: string | null
  /** Blue says that a person ordered it; without an order, on is grey. */
  ordered?: boolean
}

/** An on/off switch (WAI-ARIA `switch`). It asks for a change; whether it happened is what `on` says afterwards. */
export function Switch({ on, label, onPress, disabledBecause, ordered = true }: Props) {
  const off = disabledBecause != null
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-disabled={off}
      title={disabledBecause ?? undefined}
      onClick={off ? undefined : onPress}
      className={cx(
        'relative h-5 w-9 shrink-0 rounded-full border transition-colors',
        !on && 'border-control bg-well',
        on && (ordered ? 'border-order-fill bg-order-fill' : 'border-ink-3 bg-ink-3'),
        off && !on && 'opacity-50',
      )}
    >
      <span
        className={cx(
          'absolute top-0.5 size-3.5 rounded-full transition-[left]',
          on ? 'left-[18px] bg-knob' : 'left-0.5 bg-ink-3',
        )}
      />
    </button>
  )
}
