import type { ComponentProps } from 'react'
import { cx } from './cx.ts'

export type ButtonLook = 'quiet' | 'order' | 'ghost'

const LOOK: Record<ButtonLook, string> = {
  quiet: 'border border-line-strong bg-panel text-ink hover:bg-raised',
  order: 'border border-transparent bg-order-fill text-on-order hover:brightness-110',
  ghost: 'border border-transparent text-ink-2 hover:bg-raised hover:text-ink',
}

/** Classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'quiet', size: 'small' | 'normal' = 'normal'): string {
  return cx(
    'inline-flex items-center justify-center gap-2 rounded-chip font-medium whitespace-nowrap transition-colors',
    'disabled:opacity-50 disabled:hover:brightness-100 aria-disabled:opacity-50 aria-disabled:hover:brightness-100',
    size === 'small' ? 'h-6 px-2 text-small' : 'h-8 px-3 text-base',
    LOOK[look],
  )
}

type Props = ComponentProps<'button'> & { look?: ButtonLook; size?: 'small' | 'normal' }

/** `type="button"` unless told: a stray Enter never sends anything. */
export function Button({ look, size, className, type = 'button', ...rest }: Props) {
  return <button type={type} className={cx(buttonClass(look, size), className)} {...rest} />
}
