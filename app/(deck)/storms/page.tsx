import { screenTitle } from '@/components/shell/screen-title.ts'
import { StormList } from '@/components/storm/storm-list.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.storms()) }

export default function StormsPage() {
  return (
    <>
      <PageHead
        title="Storms"
        lead="Storms of the last 30 days, newest first. Each can be replayed against other thresholds."
      />
      <StormList />
    </>
  )
}
