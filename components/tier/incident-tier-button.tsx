'use client'
import { useQuery } from '@tanstack/react-query'
import { Button } from '@/components/ui/button.tsx'
import { incidentQuery } from '@/lib/queries/incident/incident-queries.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useTierDialog } from './tier-dialog-provider.tsx'
import { incidentPreset } from './tier-draft.ts'

/** Opens the tier dialog with what the plan of an incident asks for: tier 2 on its nodes, and on no others. */
export function IncidentTierButton({ id }: { id: string }) {
  const { data: incident } = useQuery(incidentQuery(id))
  const fleet = useFleet()
  const open = useTierDialog()
  const preset = fleet && incident ? incidentPreset(fleet, incident.nodes) : null
  return (
    <Button disabled={preset === null} onClick={() => preset && open(preset)}>
      Switch to tier 2…
    </Button>
  )
}
