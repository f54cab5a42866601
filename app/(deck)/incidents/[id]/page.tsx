import { IncidentScreen } from '@/components/incident/incident-screen.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { IncidentTierButton } from '@/components/tier/incident-tier-button.tsx'
import { TierDialogProvider } from '@/components/tier/tier-dialog-provider.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props) {
  return { title: screenTitle(ROUTES.incident(decodeURIComponent((await params).id))) }
}

export default async function IncidentPage({ params }: Props) {
  const id = decodeURIComponent((await params).id)
  return (
    <TierDialogProvider>
      <IncidentScreen id={id} tierAction={<IncidentTierButton id={id} />} />
    </TierDialogProvider>
  )
}
