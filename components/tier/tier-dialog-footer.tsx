'use client'
import { Button } from '@/components/ui/button.tsx'
import { HoldButton } from '@/components/ui/hold-button.tsx'
import { KeyCap } from '@/components/ui/key-cap.tsx'
import { Progress } from '@/components/ui/progress.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { widerRelease } from '@/lib/domain/tier/release-outcome.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import { listOf } from '@/lib/format/words.ts'
import { needsDeliberation, type TierDraft } from './tier-draft.ts'
import type { TierOrdering } from './use-tier-draft.ts'

type Props = {
  draft: TierDraft
  fleet: FleetState
  change: (part: Partial<TierDraft>) => void
  order: TierOrdering
  onCancel: () => void
}

/** The two ways out of the dialog. Disabled with its reason rather than silently. */
export function TierDialogFooter({ draft, fleet, change, order, onCancel }: Props) {
  const action = draft.tier === 1 ? 'Release' : `Switch to tier ${draft.tier}`
  const blocked = order.blockedBecause
  const deliberate = needsDeliberation(draft.tier) && draft.typed !== String(draft.tier)
  const instead = draft.tier === 1 ? widerRelease(fleet, draft) : null
  const disabled = blocked !== null || order.sending || order.moved
  return (
    <div className="flex w-full flex-col gap-3">
      {order.sending && <Progress label="Sending the order" ratio={null} />}
      {blocked && (
        <p className="flex items-center gap-3 text-base font-medium text-warn">
          <span role="alert">▲ {blocked}</span>
          {instead && (
            <Button size="small" onClick={() => change({ scope: instead.scope })}>
              Release {scopeWords(instead.scope)} instead
            </Button>
          )}
        </p>
      )}
      {order.moved && (
        <p className="flex items-center gap-3 text-base font-medium text-warn">
          <span role="alert">
            ▲ Orders changed since this window was opened:{' '}
            {order.changes.length > 0 ? listOf(order.changes) : `tier ${fleet.tier.ordered} is ordered now`}.
          </span>
          <Button size="small" onClick={order.lookAgain}>
            Got it, continue
          </Button>
        </p>
      )}
      <div className="flex items-center gap-2">
        <p className="mr-auto text-small text-ink-3">
          Signed, revision {fleet.tier.revision + 1}. <KeyCap>Enter</KeyCap> does not confirm.
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        {deliberate ? (
          <HoldButton disabled={disabled} onHeld={() => order.give(true)}>
            Hold to switch to tier {draft.tier}
          </HoldButton>
        ) : (
          // Focus stays on it when it may not be pressed for a while.
          <Button
            look="order"
            aria-disabled={disabled}
            onClick={() => !disabled && order.give(true)}
            onKeyDown={ignoreEnter}
          >
            {action}
          </Button>
        )}
      </div>
    </div>
  )
}

/** A key that is pressed a hundred times a day must not switch a tier; the space bar and the pointer do. */
const ignoreEnter = (event: { key: string; preventDefault: () => void }) => {
  if (event.key === 'Enter') event.preventDefault()
}
