import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { StatusGlyph } from './status-glyph.tsx'
import type { Tone } from './tone.ts'

const LOOK: Record<Tone, string> = {
  plain: 'bg-raised text-ink-2',
  warn: 'bg-warn-soft text-warn',
  crit: 'bg-crit-soft text-crit',
  order: 'bg-order-soft text-order',
}

/** A word in its colour with its shape. `bare` leaves the shape out where a number carries it. */
export function Badge({ tone, children, bare }: { tone: Tone; children: ReactNode; bare?: boolean }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center gap-1 rounded-chip px-1.5 text-micro font-medium whitespace-nowrap',
        LOOK[tone],
      )}
    >
      {!bare && <StatusGlyph tone={tone} />}
      {children}
    </span>
  )
}
