'use client'
import { lazy, Suspense } from 'react'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { ConsoleScreen } from './console-screen.tsx'

const FirstRun = lazy(async () => ({
  default: (await import('@/components/first-run/first-run.tsx')).FirstRun,
}))

/** The console, or the way to it when the server knows of no node at all. */
export function ConsoleOrFirstRun() {
  const empty = useLive(live => live.picture !== null && live.picture.state.nodes.length === 0)
  if (!empty) return <ConsoleScreen />
  return (
    <Suspense>
      <FirstRun />
    </Suspense>
  )
}
