'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { AttentionSigns } from '@/components/shell/attention-signs.tsx'
import { LinkNotice } from '@/components/shell/link-notice.tsx'
import { ReleaseNotice } from '@/components/shell/release-notice.tsx'
import { VerdictGlyph } from '@/components/shell/verdict-glyph.tsx'
import { failingSources } from '@/lib/domain/failing-sources.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatDay, formatDayTime, formatTime } from '@/lib/format/clock.ts'
import { scopeLabel } from '@/lib/format/scope-words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useDemo, useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useFullVerdict } from '@/lib/queries/live/use-full-verdict.ts'
import { useScopePicture } from '@/lib/queries/live/use-scope-picture.ts'
import { summaryQuery } from '@/lib/queries/summary/summary-query.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { ServiceCalendar } from './service-calendar.tsx'
import { SummaryEvents } from './summary-events.tsx'
import { SummaryNumbers } from './summary-numbers.tsx'

/**
 * For executives: one sentence, four numbers, thirty days, what happened. Fits a phone, a desk and a printed page. Always
 * of the whole fleet: the thirty days are, and "all green" about a part of it would be taken for the whole.
 */
export function SummaryScreen() {
  const fleet = useFleet()
  const demo = useDemo()
  const picture = useScopePicture(DEFAULT_VIEW.scope)
  const ageMs = picture?.totals.newestSampleAgeMs ?? null
  const verdict = useFullVerdict(DEFAULT_VIEW.scope)
  const trouble = fleet === null ? '' : failingSources(fleet)
  const situation = `${verdict?.level ?? ''} ${fleet?.tier.revision ?? ''}`
  const { data: summary, error, dataUpdatedAt } = useQuery(summaryQuery(situation))
  return (
    <main className="mx-auto flex max-w-[1200px] flex-col gap-8 px-14 py-12 max-md:gap-6 max-md:px-5 max-md:py-6 print:max-w-none print:gap-6 print:p-0">
      <LinkNotice />
      <ReleaseNotice />
      <header data-level={verdict?.level ?? 'waiting'}>
        <p className="text-body font-medium text-ink-2">
          Summary · {demo ? 'Demo fleet' : scopeLabel(DEFAULT_VIEW.scope)}
          {fleet && (
            <>
              {' · '}
              <time suppressHydrationWarning>
                {formatDay(fleet.at)}, {formatTime(fleet.at)} UTC
              </time>
              {' · '}
              {ageMs === null ? 'no data' : `data ${formatAge(ageMs)} old`}
              {trouble !== '' && <b className="font-semibold text-warn"> · ▲ {trouble}</b>}
            </>
          )}
        </p>
        <h1 className="mt-3 max-w-[26em] text-headline font-semibold tracking-tight text-balance max-md:text-lead print:text-lead">
          <span className="mr-3 inline-block align-[-0.06em] *:size-8 empty:hidden max-md:*:size-5">
            <VerdictGlyph severity={verdict?.severity ?? 'unknown'} />
          </span>
          {verdict?.executiveSentence ?? 'Waiting for the first sample.'}
        </h1>
        {verdict?.executiveSecond && (
          <p className="mt-3 max-w-[52em] text-title text-ink-2 print:text-body">{verdict.executiveSecond}</p>
        )}
      </header>
      <SummaryNumbers totals={picture?.totals ?? null} summary={summary ?? null} />
      {error && (
        <p role="alert" className="text-warn">
          ▲ The last thirty days could not be read.{' '}
          {summary && `What follows is as of ${formatDayTime(dataUpdatedAt)} UTC. `}
          {errorSentence(error)}
        </p>
      )}
      {summary && <ServiceCalendar days={summary.days} />}
      {summary && <SummaryEvents events={summary.events} nowMs={fleet?.at ?? null} />}
      <footer className="text-small text-ink-3 print:hidden">
        <Link href={ROUTES.fleet()} prefetch={false} className="underline underline-offset-2">
          Open the console
        </Link>
        {' · '}
        <a href="/api/summary.txt" className="underline underline-offset-2">
          As text
        </a>
      </footer>
      <AttentionSigns />
    </main>
  )
}
