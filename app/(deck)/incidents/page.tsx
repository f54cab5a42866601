import { IncidentListCard } from '@/components/incident/incident-list-card.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { PageHead } from '@/components/ui/page-head.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.incidents()) }

export default function IncidentsPage() {
  return (
    <>
      <PageHead
        title="Incidents"
        lead="Related signals as one incident, with cause and plan. Last 30 days."
      />
      <IncidentListCard />
    </>
  )
}
