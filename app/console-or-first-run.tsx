'use client'
import { lazy, Suspense, useEffect, useState } from 'react'
import { firstDataOf } from '@/components/first-run/first-data.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { ConsoleScreen } from './console-screen.tsx'

const FirstRun = lazy(async () => ({
  default: (await import('@/components/first-run/first-run.tsx')).FirstRun,
}))

/**
 * The console, or the way to it until a first node has given data. A console with data is never taken away again: somebody
 * may be filling in a dialog there.
 */
export function ConsoleOrFirstRun() {
  const firstData = useLive(live => (live.picture === null ? 'expected' : firstDataOf(live.picture.state)))
  const [begun, setBegun] = useState(false)
  const [skipped, setSkipped] = useState(false)
  useEffect(() => {
    if (firstData === 'there') setSkipped(true)
  }, [firstData])
  // A node that has just been listed is no reason to leave the page that tells how to make it answer.
  useEffect(() => {
    if (firstData === 'missing') setBegun(true)
  }, [firstData])
  const first = firstData === 'missing' || (begun && firstData === 'expected')
  if (!first || skipped) return <ConsoleScreen />
  return (
    <Suspense>
      <FirstRun onConsole={() => setSkipped(true)} />
    </Suspense>
  )
}
