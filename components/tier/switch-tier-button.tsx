'use client'
import { Button } from '@/components/ui/button.tsx'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { recommendedIn } from './recommended-tier.ts'
import { useTierDialog } from './tier-dialog-provider.tsx'
import { usualPreset } from './tier-preset.ts'

/** Opens the tier dialog with what is recommended. Blue only when it may be ordered: it is then the way out. */
export function SwitchTierButton() {
  const [view] = useView()
  const fleet = useFleet()
  const open = useTierDialog()
  const recommended = fleet && recommendedIn(fleet, view.scope)
  const wayOut = recommended?.tier && recommended.resource !== 'recovery'
  return (
    <Button
      look={wayOut && fleet?.tier.mayOrder.allowed ? 'order' : 'quiet'}
      disabled={fleet === null}
      onClick={() => open(usualPreset(recommended, view.scope))}
    >
      Switch tier…
    </Button>
  )
}
