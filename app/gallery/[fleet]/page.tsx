import { notFound } from 'next/navigation'
import { FLEETS, type FleetName } from '@/components/gallery/fixtures/fleets.ts'
import { galleryAllowed } from '@/components/gallery/gallery-allowed.ts'
import { GalleryStage } from '@/components/gallery/gallery-stage.tsx'
import { DeckFrame } from '@/components/shell/deck-frame.tsx'
import { ConsoleOrFirstRun } from '../../console-or-first-run.tsx'

/** The console with a fleet that stands still; `first-load` is the one without any. */
export default async function GalleryConsole({ params }: { params: Promise<{ fleet: string }> }) {
  const { fleet } = await params
  if (!galleryAllowed(process.env) || !(fleet in FLEETS || fleet === 'first-load')) notFound()
  return (
    <GalleryStage fleet={FLEETS[fleet as FleetName] ?? null}>
      <DeckFrame>
        <ConsoleOrFirstRun />
      </DeckFrame>
    </GalleryStage>
  )
}
