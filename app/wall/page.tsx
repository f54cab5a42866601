import { MemoryPanel } from '@/components/memory/memory-panel.tsx'
import { PoolPanel } from '@/components/pool/pool-panel.tsx'
import { ReconnectPanel } from '@/components/reconnect/reconnect-panel.tsx'
import { parseRotation } from '@/components/wall/rotation.ts'
import { WallScreen } from '@/components/wall/wall-screen.tsx'

export default async function WallPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { rotate } = await searchParams
  const panels = [<PoolPanel key="pool" />, <MemoryPanel key="memory" />, <ReconnectPanel key="reconnect" />]
  return (
    <WallScreen panels={panels} rotateSeconds={parseRotation(typeof rotate === 'string' ? rotate : null)} />
  )
}
