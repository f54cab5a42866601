import { screenTitle } from '@/components/shell/screen-title.ts'
import { AuditTrail } from '@/components/tier/audit-trail.tsx'
import { LeaseHistoryCard } from '@/components/tier/lease-history-card.tsx'
import { LeasesInForce } from '@/components/tier/leases-in-force.tsx'
import { PolicyCard } from '@/components/tier/policy-card.tsx'
import { SwitchTierButton } from '@/components/tier/switch-tier-button.tsx'
import { TierDialogProvider } from '@/components/tier/tier-dialog-provider.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.tiers()) }

export default function TiersPage() {
  return (
    <TierDialogProvider>
      <PageHead
        title="Tiers"
        lead="Orders in force, what the policy may do, and everything that was ever ordered."
      >
        <SwitchTierButton />
      </PageHead>
      <div className="flex flex-col gap-3 pb-3">
        <LeasesInForce />
        <PolicyCard />
        <LeaseHistoryCard />
        <AuditTrail />
      </div>
    </TierDialogProvider>
  )
}
