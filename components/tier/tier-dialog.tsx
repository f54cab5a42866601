'use client'
import { Dialog } from '@/components/ui/dialog.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { TierDialogFields } from './tier-dialog-fields.tsx'
import { TierDialogFooter } from './tier-dialog-footer.tsx'
import { draftLead, draftTitle } from './tier-draft.ts'
import { TierImpactList } from './tier-impact-list.tsx'
import type { TierPreset } from './tier-preset.ts'
import { useTierDraft } from './use-tier-draft.ts'

type Props = { fleet: FleetState; preset: TierPreset; onClose: () => void }

/** Gives an order: where, how long, why, and what it will do by what is measured now. No form: Enter sends nothing. */
export function TierDialog({ fleet, preset, onClose }: Props) {
  const { draft, change, impact, order, problem } = useTierDraft(fleet, preset, onClose)
  return (
    <Dialog
      open
      onClose={onClose}
      title={draftTitle(draft)}
      lead={draftLead(draft.tier)}
      footer={
        <TierDialogFooter draft={draft} fleet={fleet} impact={impact} order={order} onCancel={onClose} />
      }
    >
      <TierDialogFields fleet={fleet} preset={preset} draft={draft} change={change} />
      <TierImpactList draft={draft} impact={impact} />
      {problem && (
        <p role="alert" className="rounded-chip bg-warn-soft px-3 py-2 text-base text-warn">
          ▲ {problem}
        </p>
      )}
    </Dialog>
  )
}
