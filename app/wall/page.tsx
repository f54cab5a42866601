import type { ReactNode } from 'react'
import { MemoryPanel } from '@/components/memory/memory-panel.tsx'
import { PoolPanel } from '@/components/pool/pool-panel.tsx'
import { ReconnectPanel } from '@/components/reconnect/reconnect-panel.tsx'
import { parseRotation } from '@/components/wall/rotation.ts'
import { WallScreen } from '@/components/wall/wall-screen.tsx'
import { parseViews, WALL_PARAMS, type WallView } from '@/components/wall/wall-views.ts'
import { paramProblems } from '@/lib/url/param-problems.ts'

const PANELS: Record<WallView, ReactNode> = {
  pool: <PoolPanel key="pool" />,
  memory: <MemoryPanel key="memory" />,
  reconnect: <ReconnectPanel key="reconnect" />,
}

export default async function WallPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const written = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const params = new URLSearchParams(written)
  return (
    <WallScreen
      panels={parseViews(params.get('views')).map(view => PANELS[view])}
      rotateSeconds={parseRotation(params.get('rotate'))}
      problems={paramProblems(params, WALL_PARAMS)}
    />
  )
}
