'use client'
import { TIERS } from '@stormdeck/protocol'
import { Badge } from '@/components/ui/badge.tsx'
import { formatCountdown } from '@/lib/format/duration.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { LazyTierStandingList } from './lazy-tier-standing-list.tsx'
import { recommendedIn } from './recommended-tier.ts'
import { useTierDialog } from './tier-dialog-provider.tsx'
import { rungPreset } from './tier-draft.ts'
import { TierRung } from './tier-rung.tsx'
import { recommendedWay, tierStanding } from './tier-standing.ts'

/** The five tiers with their switches; ordered, recommended, effective and share of sessions below. */
export function TierLadder() {
  const [view] = useView()
  const fleet = useFleet()
  const now = useNow()
  const open = useTierDialog()
  const standing = fleet && tierStanding(fleet, view.scope)
  const recommended = fleet && recommendedIn(fleet, view.scope)
  const lease = standing?.lease ?? null
  const held =
    lease &&
    (lease.endsAt === null
      ? 'until released'
      : `ends in ${formatCountdown(lease.endsAt - (now ?? fleet?.at ?? 0))}`)
  const mayNot =
    fleet === null ? 'Waiting for the server.' : fleet.tier.mayOrder.allowed ? null : fleet.tier.mayOrder.why
  return (
    <section
      aria-labelledby="tier-ladder"
      className="flex min-h-0 flex-col rounded-panel border border-line bg-panel px-4 pt-3 pb-3"
    >
      <header className="mb-1 flex h-5 items-center justify-between">
        <h2 id="tier-ladder" className="text-base font-semibold">
          Degradation tier
        </h2>
        {lease && (
          <Badge tone="order">
            Tier {lease.tier} · {held}
          </Badge>
        )}
      </header>
      {fleet && mayNot && <p className="mb-1 text-small font-medium text-warn">▲ {mayNot}</p>}
      <ul className="-mx-2 flex min-h-0 flex-1 flex-col justify-around">
        {TIERS.map(tier => (
          <TierRung
            key={tier}
            tier={tier}
            ordered={standing?.ordered ?? null}
            recommended={recommendedWay(recommended, tier)}
            disabledBecause={mayNot}
            onPress={() => open(rungPreset(tier, standing?.ordered ?? null, recommended, view.scope))}
          />
        ))}
      </ul>
      {fleet && standing && (
        <LazyTierStandingList fleet={fleet} standing={standing} recommended={recommended} />
      )}
    </section>
  )
}
