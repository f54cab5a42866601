import { cx } from './cx.ts'
import type { Tone } from './tone.ts'

const SHAPES: Record<Exclude<Tone, 'plain'>, string> = {
  warn: 'M6 1.2 11.4 10.8H.6Z',
  crit: 'M6 .4 11.6 6 6 11.6.4 6Z',
  order: 'M2.5 2.5h7v7h-7Z',
}

/** The shape that stands beside every colour: ▲ warning, ◆ critical, ■ order. Decorative: a word stands next to it. */
export function StatusGlyph({ tone, className }: { tone: Tone; className?: string }) {
  if (tone === 'plain') return null
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className={cx('size-2 shrink-0 fill-current', className)}>
      <path d={SHAPES[tone]} />
    </svg>
  )
}
