import type { ComponentProps } from 'react'
import { cx } from './cx.ts'

export const INPUT_CLASS =
  'h-8 w-full rounded-chip border border-control bg-ground px-2.5 text-body text-ink placeholder:text-ink-3'

type Props = ComponentProps<'input'> & { label: string; hint?: string }

/** A labelled line of text. */
export function Field({ label, hint, className, ...rest }: Props) {
  return (
    <label className="block">
      <span className="mb-1 block text-small font-medium text-ink-3">{label}</span>
      <input className={cx(INPUT_CLASS, className)} {...rest} />
      {hint && <span className="mt-1 block text-small text-ink-3">{hint}</span>}
    </label>
  )
}
