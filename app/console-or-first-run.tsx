'use client'
import { FirstRun } from '@/components/first-run/first-run.tsx'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { ConsoleScreen } from './console-screen.tsx'

/** The console, or the way to it when the server knows of no node at all. */
export function ConsoleOrFirstRun() {
  const empty = useLive(live => live.picture !== null && live.picture.state.nodes.length === 0)
  return empty ? <FirstRun /> : <ConsoleScreen />
}
