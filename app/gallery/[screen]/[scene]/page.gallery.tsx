import { notFound } from 'next/navigation'
import { GalleryStage } from '@/components/gallery/gallery-stage.tsx'
import { isGalleryScreen, isSceneName } from '@/components/gallery/scenes.ts'
import { GalleryScreen } from './gallery-screen.tsx'

/** One screen in one state, on a stage that stands still. */
export default async function GalleryPage({
  params,
}: {
  params: Promise<{ screen: string; scene: string }>
}) {
  const { screen, scene } = await params
  if (!isGalleryScreen(screen) || !isSceneName(scene)) notFound()
  return (
    <GalleryStage scene={scene}>
      <GalleryScreen screen={screen} />
    </GalleryStage>
  )
}
