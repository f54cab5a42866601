'use client'
import type { ReactNode } from 'react'
import { Progress } from '@/components/ui/progress.tsx'
import { WholeWords } from '@/components/ui/whole-words.tsx'
import type { FleetState, Recommendation } from '@/lib/domain/fleet-state.ts'
import { NOT_STORED } from '@/lib/domain/tier/not-stored.ts'
import { formatCount, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import { listOf } from '@/lib/format/words.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { effectiveText, missingText, nothingToDo, orderedText, type TierStanding } from './tier-standing.ts'

type Props = { fleet: FleetState; standing: TierStanding; recommended: Recommendation | null }

/** What is ordered, recommended and really in force, and who asked for it. */
export function TierStandingList({ fleet, standing, recommended }: Props) {
  const times = useTimes()
  const { applied, lease, sessionsRatio, local, notStored, ordered, orderedOn } = standing
  // What this browser does not hear says nothing of what the nodes enforce.
  const unheard = fleet.unheardSince !== undefined
  const { safeToStepUp, policyMode } = fleet.tier
  return (
    <div className="mt-2 flex flex-col gap-2 border-t border-line pt-2 text-small text-ink-2">
      <dl className="flex flex-col gap-0.5">
        <Row name="Ordered">
          <WholeWords text={orderedText(standing)} />
        </Row>
        <Row name="Effective">
          <WholeWords text={effectiveText(standing)} />
        </Row>
        <Row name="Applied by">
          {unheard ? 'unknown' : `${formatNumber(applied.nodes)} of ${formatCount(applied.of, 'node')}`}
        </Row>
        {ordered > 1 && (
          <Row name={orderedOn === null ? 'Sessions on this tier' : `Of their sessions, on tier ${ordered}`}>
            {formatPercent(sessionsRatio, 'low')}
          </Row>
        )}
      </dl>
      {ordered > 1 && sessionsRatio !== null && (
        <Progress label="Sessions on the ordered tier" ratio={sessionsRatio} />
      )}
      {applied.missing.length > 0 && !unheard && (
        <p className="font-medium text-warn">
          ▲ <WholeWords text={missingText(applied.missing)} />
        </p>
      )}
      {notStored.length > 0 && (
        <p className="font-medium text-warn">
          ▲ <WholeWords text={listOf(notStored)} />: {NOT_STORED}
        </p>
      )}
      {local.length > 0 && (
        <p>
          Held locally:{' '}
          <WholeWords
            text={listOf(
              local.map(({ id, why }) => `${id} (${why})`),
              2,
            )}
          />
          .
        </p>
      )}
      {/* What to do next comes first: in four lines the end may be cut, and who ordered is on the page of the tiers too. */}
      <p className="line-clamp-4 text-ink-3">
        {recommended && (
          <>
            <b className="font-semibold text-ink">{withoutStop(recommended.action)}:</b>{' '}
            {withoutStop(recommended.reason)}.{' '}
          </>
        )}
        {ordered > 1 && (
          <>
            Safe to step up: <b className="font-semibold text-ink">{stepUpWord(safeToStepUp.safe)}</b>,{' '}
            {safeToStepUp.why}.{' '}
          </>
        )}
        {lease && (
          <>
            Ordered {times.moment(lease.startedAt)} by {lease.by} for {scopeWords(lease.scope)}
            {lease.reason && `: “${lease.reason}”`}.{' '}
            {lease.endsAt === null
              ? 'Stays until released. '
              : `Ends at ${times.moment(lease.endsAt)} unless extended. `}
          </>
        )}
        {!lease && !recommended && nothingToDo(standing, policyMode)}
      </p>
    </div>
  )
}

/** Clauses come with or without their full stop; the sentence they are put into has its own. */
const withoutStop = (clause: string) => clause.replace(/\.$/, '')

const stepUpWord = (safe: boolean | null) => (safe === null ? 'cannot tell' : safe ? 'yes' : 'no')

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-3">
      <dt>{name}</dt>
      <dd className="text-right font-semibold text-ink">{children}</dd>
    </div>
  )
}
