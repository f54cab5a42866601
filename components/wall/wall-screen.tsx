'use client'
import type { ReactNode } from 'react'
import { ChartDrawing } from '@/components/charts/chart-drawing.ts'
import { PlainChart } from '@/components/charts/plain-chart.tsx'
import { AttentionSigns } from '@/components/shell/attention-signs.tsx'
import { NodeGrid } from './node-grid.tsx'
import { useReloadOnRelease } from './use-reload-on-release.ts'
import { useRotation } from './use-rotation.ts'
import { WallBlind } from './wall-blind.tsx'
import { WallHead } from './wall-head.tsx'

/**
 * For a control room: everything scales with the screen, nothing scrolls, nothing can be pressed. Panels are handed in
 * by the page; with `?rotate=SECONDS` one of them stands alone, in turn.
 */
export function WallScreen({ panels, rotateSeconds }: { panels: ReactNode[]; rotateSeconds: number | null }) {
  useReloadOnRelease()
  const shown = useRotation(panels.length, rotateSeconds)
  return (
    <ChartDrawing value={PlainChart}>
      <main data-scale="wall" className="flex h-dvh w-screen flex-col gap-4 overflow-hidden p-6">
        <WallHead />
        <div className="flex min-h-0 flex-1 gap-4 *:flex *:min-w-0 *:flex-1 *:flex-col *:*:flex-1 max-md:flex-col">
          {panels.map((panel, i) =>
            shown === null || shown === i ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the panels of a wall are fixed
              <div key={i}>{panel}</div>
            ) : null,
          )}
        </div>
        <NodeGrid />
        <WallBlind />
        <AttentionSigns />
      </main>
    </ChartDrawing>
  )
}
