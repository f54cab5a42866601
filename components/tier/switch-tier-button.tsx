'use client'
import { Button } from '@/components/ui/button.tsx'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { useTierDialog } from './tier-dialog-provider.tsx'

/** Opens the tier dialog with what is recommended. Blue only when something is recommended: it is then the way out. */
export function SwitchTierButton() {
  const [view] = useView()
  const fleet = useFleet()
  const open = useTierDialog()
  const recommended = fleet?.tier.recommended
  return (
    <Button
      look={recommended?.tier && recommended.resource !== 'recovery' ? 'order' : 'quiet'}
      disabled={fleet === null}
      onClick={() =>
        open(
          recommended?.tier
            ? { tier: recommended.tier, scope: recommended.scope }
            : { tier: 2, scope: view.scope },
        )
      }
    >
      Switch tier…
    </Button>
  )
}
