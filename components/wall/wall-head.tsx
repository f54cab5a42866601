'use client'
import { VerdictGlyph } from '@/components/shell/verdict-glyph.tsx'
import { cx } from '@/components/ui/cx.ts'
import { Clauses } from '@/components/ui/panel-figure.tsx'
import { type Coverage, coverageOf } from '@/lib/domain/coverage.ts'
import { failingSources } from '@/lib/domain/failing-sources.ts'
import type { Severity } from '@/lib/domain/verdict/verdict-level.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatTime } from '@/lib/format/clock.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { scopeLabel } from '@/lib/format/scope-words.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { useDemo, useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useFullVerdict } from '@/lib/queries/live/use-full-verdict.ts'
import { useView } from '@/lib/url/use-view.ts'

const LOOK: Record<Severity, string> = {
  normal: 'text-ink',
  unknown: 'text-ink',
  ordered: 'text-order',
  warning: 'text-warn',
  critical: 'text-ink',
}

/** What is going on in words that are read from five metres, the time, and how much of the truth is shown. */
export function WallHead() {
  const [view] = useView()
  const fleet = useFleet()
  const verdict = useFullVerdict(view.scope)
  const demo = useDemo()
  const now = useNow()
  const coverage = fleet === null ? null : coverageOf(fleet, view.scope)
  const trouble = fleet === null || coverage?.answering === null ? '' : failingSources(fleet)
  const severity = verdict?.severity ?? 'unknown'
  return (
    <header data-level={verdict?.level ?? 'waiting'} className="flex items-center gap-4">
      <span className="*:size-16 empty:hidden">
        <VerdictGlyph severity={severity} />
      </span>
      <div className="min-w-0 flex-1">
        {/* Read out when the state changes, not with every figure that moves. */}
        <p className="sr-only" aria-live="polite">
          {verdict?.sign}
        </p>
        <p className="truncate text-base font-medium text-ink-2">
          {demo && 'Demo fleet · '}
          {scopeLabel(view.scope)}
        </p>
        <h1 className={cx('truncate text-headline font-semibold tracking-tight', LOOK[severity])}>
          {verdict?.wallHeadline ?? 'Waiting for the first sample'}
        </h1>
        <Clauses text={verdict?.wallDetail || '\u00a0'} className="max-h-[2lh] text-lead" />
      </div>
      <div className="text-right">
        <p className="text-headline font-semibold tracking-tight">
          <time suppressHydrationWarning>{formatTime(now)}</time>
          <span className="pl-1 text-lead font-medium text-ink-3">UTC</span>
        </p>
        <p className={cx('text-lead', coverage?.complete === false ? 'text-warn' : 'text-ink-2')}>
          {coverage === null ? 'no data yet' : coverageWords(coverage)}
        </p>
        {trouble !== '' && <p className="text-base text-warn">▲ {trouble}</p>}
      </div>
    </header>
  )
}

/** "4 of 4 responding · 0.3 s" */
function coverageWords({ answering, expected, complete, newestMs }: Coverage): string {
  const responding =
    answering === null
      ? 'nodes unknown'
      : `${formatNumber(answering)} of ${formatNumber(expected)} responding`
  return `${complete ? '' : '▲ '}${responding} · ${newestMs === null ? 'no sample' : formatAge(newestMs)}`
}
