import { IncidentScreen } from '@/components/incident/incident-screen.tsx'
import { SwitchTierButton } from '@/components/tier/switch-tier-button.tsx'
import { TierDialogProvider } from '@/components/tier/tier-dialog-provider.tsx'

export default async function IncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <TierDialogProvider>
      <IncidentScreen id={decodeURIComponent(id)} tierAction={<SwitchTierButton />} />
    </TierDialogProvider>
  )
}
