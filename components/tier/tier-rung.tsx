import { TIER_INFO, type Tier } from '@stormdeck/protocol'
import { Badge } from '@/components/ui/badge.tsx'
import { cx } from '@/components/ui/cx.ts'
import { Switch } from '@/components/ui/switch.tsx'

type Props = {
  tier: Tier
  /** `null`: not known yet. */
  ordered: Tier | null
  /** `up`: recovered enough to step up; `down`: a resource runs out. */
  recommended: 'up' | 'down' | null
  disabledBecause: string | null
  onPress: () => void
}

/** One tier: its number, what users get, and its switch. Tier 1 is the ground: on when nothing is ordered. */
export function TierRung({ tier, ordered, recommended, disabledBecause, onPress }: Props) {
  const { name, effect } = TIER_INFO[tier]
  const on = ordered === tier
  const already = on && tier === 1 ? 'No order is in force.' : null
  return (
    <li className={cx('flex items-center gap-3 rounded-chip px-2 py-1.5', on && tier > 1 && 'bg-raised')}>
      <span
        aria-hidden="true"
        className={cx(
          'flex size-6 shrink-0 items-center justify-center rounded-chip border text-small font-semibold',
          on && tier > 1 && 'border-order-fill bg-order-fill text-on-order',
          on && tier === 1 && 'border-ink-3 text-ink',
          !on && recommended === 'down' && 'border-warn-fill text-warn',
          !on && recommended !== 'down' && 'border-line-strong text-ink-2',
        )}
      >
        {tier}
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate leading-5 font-semibold">{name}</p>
        {recommended && <Badge tone={recommended === 'down' ? 'warn' : 'plain'}>recommended</Badge>}
        <p className="line-clamp-2 text-small text-ink-3">{effect}</p>
      </div>
      <Switch
        on={on}
        label={on && tier > 1 ? `Release tier ${tier}, ${name}` : `Switch to tier ${tier}, ${name}`}
        onPress={onPress}
        disabledBecause={disabledBecause ?? already}
        ordered={tier > 1}
      />
    </li>
  )
}
