import Link from 'next/link'
import { cx } from '@/components/ui/cx.ts'
import type { Summary } from '@/lib/contract/summary.ts'
import { formatDayTime } from '@/lib/format/clock.ts'
import { formatRoughly } from '@/lib/format/duration.ts'
import { numberWord } from '@/lib/format/words.ts'
import { ROUTES } from '@/lib/url/routes.ts'

type Event = Summary['events'][number]

/** One printed page has room for so many. */
const PRINTED = 4

/** What happened, newest first, in words; nothing happening is said too. */
export function SummaryEvents({ events, nowMs }: { events: Summary['events']; nowMs: number | null }) {
  return (
    <section aria-labelledby="what-happened">
      <h2 id="what-happened" className="text-title font-semibold">
        What happened
      </h2>
      {events.length === 0 ? (
        <p className="mt-3 text-body text-ink-2">No storm and no order in the last thirty days.</p>
      ) : (
        <ul className="mt-3 border-t border-line">
          {events.map((event, i) => (
            <li
              key={event.id}
              className={cx(
                'flex items-baseline gap-4 border-b border-line py-3 text-body max-md:flex-wrap max-md:gap-x-3 max-md:gap-y-0 print:flex-nowrap print:py-2',
                i >= PRINTED && 'print:hidden',
              )}
            >
              <time className="w-36 shrink-0 text-ink-2 max-md:w-full print:w-36">
                {formatDayTime(event.startedAt)} UTC
              </time>
              <p className="min-w-0 flex-1 print:line-clamp-2">
                {event.kind === 'storm' ? (
                  <Link
                    href={ROUTES.storm(event.id)}
                    prefetch={false}
                    className="font-semibold underline-offset-2 hover:underline"
                  >
                    {event.title}
                  </Link>
                ) : (
                  <b className="font-semibold">{event.title}</b>
                )}
                {event.detail && <span className="text-ink-2">, {event.detail}</span>}
              </p>
              <p className="shrink-0 text-ink-2">{lasted(event, nowMs)}</p>
            </li>
          ))}
        </ul>
      )}
      {events.length > PRINTED && (
        <p className="mt-2 hidden text-small text-ink-2 print:block">
          The newest {numberWord(PRINTED)}; older ones are on the screen.
        </p>
      )}
    </section>
  )
}

const lasted = ({ startedAt, endedAt }: Event, nowMs: number | null) =>
  endedAt === null
    ? `running${nowMs === null ? '' : `, ${formatRoughly(nowMs - startedAt)}`}`
    : formatRoughly(endedAt - startedAt)
