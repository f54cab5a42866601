'use client'
import { useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { ChartDrawing } from '@/components/charts/chart-drawing.ts'
import { PlainChart } from '@/components/charts/plain-chart.tsx'
import { LinkNotice } from '@/components/shell/link-notice.tsx'
import { useNewRelease } from '@/components/shell/use-new-release.ts'
import { RELOAD_AFTER_MS, useReloadWhenServed } from '@/components/shell/use-reload-when-served.ts'
import { scopeLabel } from '@/lib/format/scope-words.ts'
import { useFeedAge } from '@/lib/queries/clock/use-feed-age.ts'
import { useDemo } from '@/lib/queries/live/use-fleet.ts'
import { paramProblems, VIEW_PARAMS } from '@/lib/url/param-problems.ts'
import { useView } from '@/lib/url/use-view.ts'

/** One panel that fills its frame. Nothing here can order anything: no code for it is loaded. */
export function EmbedFrame({ children }: { children: ReactNode }) {
  useReloadAlone()
  const problems = paramProblems(useSearchParams(), VIEW_PARAMS)
  return (
    <ChartDrawing value={PlainChart}>
      <main className="flex h-dvh flex-col gap-2 overflow-hidden p-1 *:min-h-0">
        {problems.map(problem => (
          <p key={problem} role="alert" className="rounded-chip bg-warn-soft px-3 py-1 text-small text-warn">
            ▲ {problem}
          </p>
        ))}
        <LinkNotice />
        <EmbedScope />
        <div className="flex flex-1 flex-col *:flex-1">{children}</div>
      </main>
    </ChartDrawing>
  )
}

/** Nobody can press a button in a frame on another page: it takes a new release, and a fresh start, alone. */
function useReloadAlone(): void {
  const released = useNewRelease()
  const silentMs = useFeedAge()
  useReloadWhenServed(released || (silentMs ?? 0) >= RELOAD_AFTER_MS)
}

/** A part of the fleet must not be taken for all of it, nor the demo for a fleet of one's own. */
function EmbedScope() {
  const [{ scope }] = useView()
  const demo = useDemo()
  const part = scope.kind !== 'fleet'
  if (!part && !demo) return null
  return (
    <p className="shrink-0 truncate px-1 text-small font-medium text-ink-2">
      {demo && 'Demo fleet'}
      {demo && part && ' · '}
      {part && scopeLabel(scope)}
    </p>
  )
}
