'use client'
import { useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { ChartDrawing } from '@/components/charts/chart-drawing.ts'
import { PlainChart } from '@/components/charts/plain-chart.tsx'
import { LinkNotice } from '@/components/shell/link-notice.tsx'
import { ReleaseNotice } from '@/components/shell/release-notice.tsx'
import { embedProblems } from './embed-problems.ts'

/** One panel that fills its frame. Nothing here can order anything: no code for it is loaded. */
export function EmbedFrame({ children }: { children: ReactNode }) {
  const problems = embedProblems(new URLSearchParams(useSearchParams()))
  return (
    <ChartDrawing value={PlainChart}>
      <main className="flex h-dvh flex-col gap-2 overflow-hidden p-1 *:min-h-0">
        {problems.map(problem => (
          <p key={problem} role="alert" className="rounded-chip bg-warn-soft px-3 py-1 text-small text-warn">
            ▲ {problem}
          </p>
        ))}
        <LinkNotice />
        <ReleaseNotice />
        <div className="flex flex-1 flex-col *:flex-1">{children}</div>
      </main>
    </ChartDrawing>
  )
}
