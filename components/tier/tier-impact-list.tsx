import { TIER_INFO, type Tier } from '@stormdeck/protocol'
import type { ReactNode } from 'react'
import type { Impact } from '@/lib/domain/tier/impact.ts'
import { formatCount, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { openSessionsWords } from './draft-words.ts'
import type { TierDraft } from './tier-draft.ts'

type Props = {
  draft: TierDraft
  impact: Impact
  /** Most degraded tier that is ordered afterwards. */
  held: Tier
}

/** What the order will do, by what is measured this second. Unknown stays "—". */
export function TierImpactList({ draft, impact, held }: Props) {
  const { sessions, canFollow, requestsPerSecondAfter } = impact
  const followRatio = sessions === null || canFollow === null || sessions === 0 ? null : canFollow / sessions
  const { effect } = TIER_INFO[held]
  return (
    <div className="rounded-chip bg-raised px-4 py-3">
      {/* Read out when somebody chooses something else, not with every figure that moves. */}
      <p className="sr-only" aria-live="polite">
        Applies to {formatCount(impact.nodes, 'node')}: {effect}
      </p>
      <dl className="flex flex-col gap-1">
        <Row name="Applies to">{formatCount(impact.nodes, 'node')}</Row>
        <Row name="New sessions from now on">{effect}</Row>
        <Row name="Sessions already open">
          {formatNumber(sessions)}, {openSessionsWords(draft, held)}
        </Row>
        {draft.tier >= 3 && (
          <Row name="Clients that can follow">
            {formatPercent(followRatio, 'low')} ({formatNumber(impact.cannotFollow)} have no fallback)
          </Row>
        )}
        {draft.tier === 4 && <Row name="Requests afterwards">{formatRate(requestsPerSecondAfter)}</Row>}
        <Row name={draft.tier === 1 ? 'Then' : 'When it ends'}>{impact.afterwards}</Row>
        {draft.tier > 1 && <Row name="To undo sooner">Release, on Tiers or with the switch</Row>}
        <Row name="Descriptors">{impact.descriptorsAfter}</Row>
      </dl>
      {/* Always there, so that a warning which comes while the window is open is read out. */}
      <div role="status">
        {impact.warnings.length > 0 && (
          <ul className="mt-2 flex flex-col gap-1 border-t border-line-strong pt-2 text-small text-warn">
            {impact.warnings.map(warning => (
              <li key={warning}>▲ {warning}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-ink-2 max-sm:shrink">{name}</dt>
      <dd className="text-right font-semibold">{children}</dd>
    </div>
  )
}
