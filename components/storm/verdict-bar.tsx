'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { VerdictGlyph } from '@/components/shell/verdict-glyph.tsx'
import { buttonClass } from '@/components/ui/button.tsx'
import { cx } from '@/components/ui/cx.ts'
import { WholeWords } from '@/components/ui/whole-words.tsx'
import { worstIncident } from '@/lib/domain/incident/worst-incident.ts'
import type { Severity } from '@/lib/domain/verdict/verdict-level.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useVerdict } from '@/lib/queries/live/use-verdict.ts'
import { ROUTES, withView } from '@/lib/url/routes.ts'
import { useView } from '@/lib/url/use-view.ts'
import { DisagreementNote } from './disagreement-note.tsx'

const LOOK: Record<Severity, string> = {
  normal: 'border-line bg-panel',
  unknown: 'border-line-strong bg-panel hatched',
  ordered: 'border-order-fill/50 bg-order-soft',
  warning: 'border-warn-fill/60 bg-warn-soft',
  critical: 'border-crit-line bg-crit-soft',
}

/**
 * One sentence: what, where, how fast, how long until full. Beside it what can be done (`actions`).
 * @param framed in a frame of another page: links open outside it, since the rest of Stormdeck may not be framed
 */
export function VerdictBar({ actions, framed = false }: { actions?: ReactNode; framed?: boolean }) {
  const [view] = useView()
  const fleet = useFleet()
  const verdict = useVerdict(view.scope)
  const disagreements = useLive(live => live.disagreements)
  const severity = verdict?.severity ?? 'unknown'
  const incident = fleet === null ? null : worstIncident(fleet, view.scope)
  return (
    <section
      aria-label="Verdict"
      data-level={verdict?.level ?? 'waiting'}
      className={cx(
        'flex min-h-[68px] shrink-0 items-center gap-4 max-md:flex-wrap rounded-panel border px-4 py-2.5',
        verdict === null ? LOOK.normal : LOOK[severity],
      )}
    >
      <VerdictGlyph severity={severity} />
      <div className="min-w-0 flex-1 max-md:min-w-full">
        <h1
          className="line-clamp-3 text-lead font-semibold tracking-tight xl:line-clamp-1"
          title={verdict?.headline}
        >
          <WholeWords text={verdict?.headline ?? 'Waiting for the first sample'} />
        </h1>
        <p className="line-clamp-3 text-base text-ink-2 xl:line-clamp-2" title={verdict?.detail}>
          <WholeWords text={verdict?.detail ?? 'nothing is known yet'} />
        </p>
        <DisagreementNote disagreements={disagreements} />
      </div>
      {/* Read out when the state changes, not with every figure that moves. */}
      <p className="sr-only" aria-live="assertive">
        {verdict?.sign}
      </p>
      {incident && (
        <Link
          href={withView(ROUTES.incident(incident.id), view)}
          prefetch={false}
          {...(framed ? { target: '_blank', rel: 'noopener' } : {})}
          className={buttonClass('quiet')}
        >
          Open incident
        </Link>
      )}
      {actions}
    </section>
  )
}
