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
  const { id } = await params
  return (
    <TierDialogProvider>
      <IncidentScreen
        id={decodeURIComponent(id)}
        tierAction={<IncidentTierButton id={decodeURIComponent(id)} />}
      />
    </TierDialogProvider>
  )
}
