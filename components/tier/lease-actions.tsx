'use client'
import { useMutation } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { HoldButton } from '@/components/ui/hold-button.tsx'
import type { LeaseInForce, TierState } from '@/lib/domain/fleet-state.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { leaseChangeMutation } from '@/lib/queries/tiers/order-tier.ts'
import { extendedMs } from './lease-extension.ts'
import { useTierDialog } from './tier-dialog-provider.tsx'
import { needsDeliberation } from './tier-draft.ts'

type Props = {
  lease: LeaseInForce
  tier: TierState
  nowMs: number
  /** The row goes while the focus is in it. */
  onFocusLost: () => void
}

/** Fifteen minutes longer, at once; or its release, by the dialog that says what follows. The new state comes with the live feed. */
export function LeaseActions({ lease, tier, nowMs, onFocusLost }: Props) {
  const openDialog = useTierDialog()
  const extending = useMutation(leaseChangeMutation)
  const ref = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const actions = ref.current
    return () => {
      if (actions?.contains(document.activeElement)) onFocusLost()
    }
  }, [onFocusLost])

  const extend = () =>
    extending.mutate({
      id: lease.id,
      change: {
        change: 'extend',
        durationMs: extendedMs(lease, nowMs),
        // The reason that was given holds on; tiers 4 and 5 are extended deliberately.
        reason: lease.reason,
        seenRevision: tier.revision,
        confirmed: true,
      },
    })
  const disabled = !tier.mayOrder.allowed || extending.isPending
  const order = `tier ${lease.tier} on ${scopeWords(lease.scope)}`
  return (
    <span ref={ref} className="inline-flex items-center gap-2">
      {extending.error && (
        <span
          role="alert"
          className="max-w-64 truncate text-small text-warn"
          title={errorSentence(extending.error)}
        >
          ▲ {errorSentence(extending.error)}
        </span>
      )}
      {lease.endsAt !== null &&
        (needsDeliberation(lease.tier) ? (
          <DeliberateExtension lease={lease} order={order} disabled={disabled} onExtend={extend} />
        ) : (
          <Button
            size="small"
            aria-label={`15 min longer: ${order}`}
            aria-disabled={disabled}
            onClick={() => !disabled && extend()}
          >
            15 min longer
          </Button>
        ))}
      <Button
        size="small"
        aria-label={`Release ${order}`}
        aria-disabled={!tier.mayOrder.allowed}
        onClick={() =>
          tier.mayOrder.allowed && openDialog({ tier: 1, scope: lease.scope, leaseId: lease.id })
        }
      >
        Release
      </Button>
    </span>
  )
}

type DeliberateProps = {
  lease: LeaseInForce
  order: string
  disabled: boolean
  onExtend: () => void
}

/** By holding; or, for whoever cannot hold, by typing the tier into a field that a plain press opens. */
function DeliberateExtension({ lease, order, disabled, onExtend }: DeliberateProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const confirmed = typed?.trim() === String(lease.tier)
  const extend = () => {
    setTyped(null)
    onExtend()
  }
  return (
    <>
      {typed !== null && (
        <Field
          label={`Type ${lease.tier} to confirm`}
          ref={takeFocus}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-20"
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
      )}
      <HoldButton
        label={`${confirmed ? '' : 'Hold for '}15 min longer: ${order}`}
        disabled={disabled}
        onHeld={extend}
        onTap={() => (confirmed ? extend() : setTyped(typed ?? ''))}
      >
        {confirmed ? '15 min longer' : 'Hold for 15 min longer'}
      </HoldButton>
    </>
  )
}

/** The same function in every render, so that it is called once. */
const takeFocus = (field: HTMLInputElement | null) => field?.focus()
