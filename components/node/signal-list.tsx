import { Card } from '@/components/ui/card.tsx'
import { cx } from '@/components/ui/cx.ts'
import { StatusGlyph } from '@/components/ui/status-glyph.tsx'
import { TONE_TEXT, toneOf } from '@/components/ui/tone.ts'
import type { SignalGroup } from './node-signals.ts'

/** Signals of one kind with their limits; what passed one has its shape and colour. */
export function SignalList({ group }: { group: SignalGroup }) {
  return (
    <Card name={group.name}>
      <dl className="flex flex-col">
        {group.signals.map(({ name, value, limit, status }) => (
          <div key={name} className="flex items-baseline gap-3 border-b border-line py-1 last:border-b-0">
            <dt className="text-ink-2">{name}</dt>
            <dd className="ml-auto flex items-baseline gap-1.5 text-right">
              <StatusGlyph tone={toneOf(status)} className={TONE_TEXT[toneOf(status)]} />
              <span className={cx('font-mono text-small', TONE_TEXT[toneOf(status)])}>{value}</span>
              {status !== 'normal' && status !== 'unknown' && <span className="sr-only">, {status}</span>}
            </dd>
            <dd
              className={cx(
                'shrink-0 text-right text-micro text-balance text-ink-3 max-sm:empty:hidden',
                // Why it is unknown is a sentence, and the value beside it only a dash.
                status === 'unknown' && limit !== '' ? 'max-w-3/5' : 'w-24 min-[1200px]:w-40',
              )}
            >
              {limit}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
