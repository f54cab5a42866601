'use client'
import type { ReactNode } from 'react'
import { ChartDrawing } from '@/components/charts/chart-drawing.ts'
import { PlainChart } from '@/components/charts/plain-chart.tsx'
import { AttentionSigns } from '@/components/shell/attention-signs.tsx'
import { useNewRelease } from '@/components/shell/use-new-release.ts'
import { useReloadWhenServed } from '@/components/shell/use-reload-when-served.ts'
import { useView } from '@/lib/url/use-view.ts'
import { NodeGrid } from './node-grid.tsx'
import { useRotation } from './use-rotation.ts'
import { WallBlind } from './wall-blind.tsx'
import { WallHead } from './wall-head.tsx'
import { WallSound } from './wall-sound.tsx'

type Props = {
  panels: readonly ReactNode[]
  rotateSeconds: number | null
  /** What is wrong with the address, one sentence each. */
  problems?: readonly string[]
}

/**
 * For a control room: everything scales with the screen, nothing scrolls, nothing can be pressed. Panels are handed in
 * by the page; with `?rotate=SECONDS` one of them stands alone, in turn.
 */
export function WallScreen({ panels, rotateSeconds, problems = [] }: Props) {
  useReloadWhenServed(useNewRelease())
  const [view] = useView()
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
        {problems.map(problem => (
          <p key={problem} role="alert" className="text-base text-warn">
            ▲ {problem}
          </p>
        ))}
        <WallSound />
        <WallBlind />
        <AttentionSigns scope={view.scope} />
      </main>
    </ChartDrawing>
  )
}
