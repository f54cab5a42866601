'use client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { LEASE_MS } from '@/lib/contract/tier-order.ts'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { impactOf } from '@/lib/domain/tier/impact.ts'
import { orderChanges } from '@/lib/domain/tier/order-changes.ts'
import { errorSentence, RequestError } from '@/lib/queries/api-request.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { tierOrderMutation } from '@/lib/queries/tiers/order-tier.ts'
import { missingFrom, needsDeliberation, type TierDraft } from './tier-draft.ts'
import type { TierPreset } from './tier-preset.ts'

const START: Omit<TierDraft, keyof TierPreset> = {
  durationMs: LEASE_MS.default,
  reason: '',
  drainPerSecond: null,
  typed: '',
}

/** The draft of one opening of the dialog, its live impact, and the sending of it. */
export function useTierDraft(fleet: FleetState, preset: TierPreset, onDone: (message: string) => void) {
  const [draft, setDraft] = useState<TierDraft>({ ...START, ...preset })
  const [seen, setSeen] = useState(fleet.tier)
  const sending = useMutation({ ...tierOrderMutation, onSuccess: ({ message }) => onDone(message) })
  const { reset } = sending
  const { tier } = fleet
  const [opened, setOpened] = useState(preset)
  // Closed and opened again at once. While rendering, so that the window never shows the draft before: focus goes to what
  // is chosen when it opens.
  if (preset !== opened) {
    setOpened(preset)
    setDraft({ ...START, ...preset })
    setSeen(tier)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent from an earlier opening is over
  useEffect(() => reset(), [opened, reset])

  const timeZone = useTimeZone()
  const impact = useMemo(() => impactOf(fleet, draft, timeZone), [fleet, draft, timeZone])
  const change = (part: Partial<TierDraft>) => {
    // A single order was to be released as long as nothing else was chosen.
    const other = part.tier !== undefined || part.scope !== undefined
    setDraft(before => ({ ...before, ...(other ? { leaseId: undefined } : {}), ...part }))
  }
  const changes = useMemo(
    () =>
      orderChanges(seen.leases, fleet.tier.leases, {
        scope: draft.scope,
        nodes: fleet.nodes,
        nowMs: fleet.at,
      }),
    [seen, fleet, draft.scope],
  )
  const give = (confirmed: boolean) => {
    const said = { reason: draft.reason.trim(), seenRevision: seen.revision }
    if (draft.leaseId !== undefined)
      return sending.mutate({
        id: draft.leaseId,
        change: { ...said, change: 'release', durationMs: null, confirmed },
      })
    sending.mutate({
      ...said,
      tier: draft.tier,
      scope: draft.scope,
      durationMs: draft.tier === 1 ? LEASE_MS.default : draft.durationMs,
      drainPerSecond: draft.tier >= 3 ? draft.drainPerSecond : null,
      confirmed: confirmed || !needsDeliberation(draft.tier),
    })
  }
  const conflict = sending.error instanceof RequestError && sending.error.kind === 'conflict'
  return {
    draft,
    change,
    impact,
    problem: sending.error ? errorSentence(sending.error) : null,
    order: {
      give,
      sending: sending.isPending,
      blockedBecause: impact.blockedBecause ?? missingFrom(draft),
      /** Somebody ordered something here since the window was opened; it must be looked at first. */
      moved: (changes.length > 0 && !sending.isPending) || conflict,
      changes,
      lookAgain: () => {
        setSeen(tier)
        reset()
      },
    },
  }
}

export type TierOrdering = ReturnType<typeof useTierDraft>['order']
