import { cx } from '@/components/ui/cx.ts'
import type { Summary } from '@/lib/contract/summary.ts'
import { formatDay } from '@/lib/format/clock.ts'

type Day = Summary['days'][number]
const LOOK: Record<Day['level'], string> = {
  full: 'bg-well',
  partly: 'border border-dashed border-ink-3 bg-well',
  degraded: 'bg-warn-fill/55',
  storm: 'bg-warn-fill',
  unknown: 'hatched border border-line-strong',
}
const WORDS: Record<Day['level'], string> = {
  full: 'full service',
  partly: 'partly watched',
  degraded: 'degraded',
  storm: 'storm',
  unknown: 'not watched',
}
const minutesOf = ({ level, minutesInStorm, minutesDegraded, minutesObserved }: Day) =>
  (level === 'partly' ? `, ${minutesObserved} min, at full service` : '') +
  (minutesInStorm > 0 ? `, ${minutesInStorm} min of storm` : '') +
  (minutesDegraded > 0 ? `, ${minutesDegraded} min degraded` : '')
const MARK: Record<Day['level'], string> = { full: '', partly: '', degraded: '▪', storm: '▲', unknown: '' }

/** Thirty days, one cell each. Colour, shape and word say the same. */
export function ServiceCalendar({ days }: { days: Summary['days'] }) {
  const words = (day: Day) => `${formatDay(day.at)}: ${WORDS[day.level]}${minutesOf(day)}`
  return (
    <section aria-labelledby="thirty-days">
      <h2 id="thirty-days" className="text-title font-semibold">
        Last 30 days
      </h2>
      <ol className="mt-3 grid grid-cols-[repeat(30,minmax(0,1fr))] gap-1 max-md:grid-cols-[repeat(15,minmax(0,1fr))]">
        {days.map(day => (
          <li
            key={day.at}
            title={words(day)}
            className={cx(
              'flex h-11 items-center justify-center rounded-chip text-small max-md:h-8',
              // On half an amber, the ground would not be seen in light.
              day.level === 'degraded' ? 'text-ink' : 'text-ground',
              LOOK[day.level],
            )}
          >
            <span aria-hidden="true">{MARK[day.level]}</span>
            <span className="sr-only">{words(day)}</span>
          </li>
        ))}
      </ol>
      <p className="mt-1 flex justify-between text-small text-ink-2">
        <span>{formatDay(days[0]?.at ?? null)}</span>
        <span>▲ storm · ▪ degraded · dashed: partly watched · hatched: not watched</span>
        <span>today</span>
      </p>
    </section>
  )
}
