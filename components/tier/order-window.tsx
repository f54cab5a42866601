'use client'
import { Dialog } from '@/components/ui/dialog.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { releaseOutcome } from '@/lib/domain/tier/release-outcome.ts'
import { draftLead, draftTitle } from './draft-words.ts'
import { TierDialogFields } from './tier-dialog-fields.tsx'
import { TierDialogFooter } from './tier-dialog-footer.tsx'
import { TierImpactList } from './tier-impact-list.tsx'
import type { TierPreset } from './tier-preset.ts'
import { useTierDraft } from './use-tier-draft.ts'

type Props = {
  fleet: FleetState
  preset: TierPreset
  onCancel: () => void
  /** The order was stored; in the server's words. */
  onDone: (message: string) => void
}

/** Gives an order: where, how long, why, and what it will do by what is measured now. No form: Enter sends nothing. */
export function OrderWindow({ fleet, preset, onCancel, onDone }: Props) {
  const { draft, change, impact, order, problem } = useTierDraft(fleet, preset, onDone)
  const release = draft.tier === 1 ? releaseOutcome(fleet, draft) : null
  return (
    <Dialog
      open
      onClose={onCancel}
      title={draftTitle(draft, release)}
      lead={draftLead(draft)}
      footer={
        <TierDialogFooter draft={draft} fleet={fleet} change={change} order={order} onCancel={onCancel} />
      }
    >
      <TierDialogFields fleet={fleet} preset={preset} draft={draft} change={change} />
      <TierImpactList draft={draft} impact={impact} held={release?.held ?? draft.tier} />
      {problem && (
        <p role="alert" className="rounded-chip bg-warn-soft px-3 py-2 text-base text-warn">
          ▲ {problem}
        </p>
      )}
    </Dialog>
  )
}
