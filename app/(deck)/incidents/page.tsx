import { IncidentListCard } from '@/components/incident/incident-list-card.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'

export default function IncidentsPage() {
  return (
    <>
      <PageHead
        title="Incidents"
        lead="Signals that belong together, recognised, with what to do. Of the last 30 days."
      />
      <IncidentListCard />
    </>
  )
}
