import type { ReactNode } from 'react'
import { EmbedFrame } from '@/components/embed/embed-frame.tsx'
import { INCIDENT_FIXTURE } from '@/components/gallery/fixtures/incident-fixture.ts'
import { STORM_DETAIL_FIXTURE } from '@/components/gallery/fixtures/storm-detail-fixture.ts'
import { PartsSheet } from '@/components/gallery/parts-sheet.tsx'
import type { GalleryScreenName } from '@/components/gallery/scenes.ts'
import { IncidentListCard } from '@/components/incident/incident-list-card.tsx'
import { IncidentScreen } from '@/components/incident/incident-screen.tsx'
import { MemoryPanel } from '@/components/memory/memory-panel.tsx'
import { NodeScreen } from '@/components/node/node-screen.tsx'
import { NodeTable } from '@/components/node/node-table.tsx'
import { PoolPanel } from '@/components/pool/pool-panel.tsx'
import { ReconnectPanel } from '@/components/reconnect/reconnect-panel.tsx'
import { SettingsScreen } from '@/components/settings/settings-screen.tsx'
import { DeckFrame } from '@/components/shell/deck-frame.tsx'
import { StormList } from '@/components/storm/storm-list.tsx'
import { StormScreen } from '@/components/storm/storm-screen.tsx'
import { VerdictBar } from '@/components/storm/verdict-bar.tsx'
import { SummaryScreen } from '@/components/summary/summary-screen.tsx'
import { AuditTrail } from '@/components/tier/audit-trail.tsx'
import { IncidentTierButton } from '@/components/tier/incident-tier-button.tsx'
import { LeaseHistoryCard } from '@/components/tier/lease-history-card.tsx'
import { LeasesInForce } from '@/components/tier/leases-in-force.tsx'
import { PolicyCard } from '@/components/tier/policy-card.tsx'
import { TierDialogProvider } from '@/components/tier/tier-dialog-provider.tsx'
import { WallScreen } from '@/components/wall/wall-screen.tsx'
import { ConsoleOrFirstRun } from '../../../console-or-first-run.tsx'

const inDeck = (screen: ReactNode) => (
  <DeckFrame>
    <TierDialogProvider>{screen}</TierDialogProvider>
  </DeckFrame>
)

const SCREENS: Record<GalleryScreenName, () => ReactNode> = {
  console: () => (
    <DeckFrame>
      <ConsoleOrFirstRun />
    </DeckFrame>
  ),
  nodes: () => inDeck(<NodeTable withFilter className="flex-1" />),
  node: () => inDeck(<NodeScreen id="ws-2" />),
  storms: () => inDeck(<StormList />),
  storm: () => inDeck(<StormScreen id={STORM_DETAIL_FIXTURE.storm.id} />),
  tiers: () =>
    inDeck(
      <div className="flex flex-col gap-3 pb-3">
        <LeasesInForce />
        <PolicyCard />
        <LeaseHistoryCard />
        <AuditTrail />
      </div>,
    ),
  incidents: () => inDeck(<IncidentListCard />),
  incident: () =>
    inDeck(
      <IncidentScreen
        id={INCIDENT_FIXTURE.id}
        tierAction={<IncidentTierButton id={INCIDENT_FIXTURE.id} />}
      />,
    ),
  settings: () => inDeck(<SettingsScreen />),
  summary: () => <SummaryScreen />,
  wall: () => (
    <WallScreen
      panels={[<PoolPanel key="pool" />, <MemoryPanel key="memory" />, <ReconnectPanel key="reconnect" />]}
      rotateSeconds={null}
    />
  ),
  'embed-pool': () => <EmbedFrame>{<PoolPanel />}</EmbedFrame>,
  'embed-memory': () => <EmbedFrame>{<MemoryPanel />}</EmbedFrame>,
  'embed-reconnect': () => <EmbedFrame>{<ReconnectPanel />}</EmbedFrame>,
  'embed-verdict': () => <EmbedFrame>{<VerdictBar />}</EmbedFrame>,
  parts: () => <PartsSheet />,
}

export function GalleryScreen({ screen }: { screen: GalleryScreenName }) {
  return SCREENS[screen]()
}
