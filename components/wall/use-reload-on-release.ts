'use client'
import { useEffect } from 'react'
import { useNewRelease } from '@/components/shell/use-new-release.ts'

/** Screens of one room do not all reload in the same moment. */
const SPREAD_MS = 20_000

/** A wall has nobody to press "reload": it takes a new release by itself. */
export function useReloadOnRelease(): void {
  const released = useNewRelease()
  useEffect(() => {
    if (!released) return
    const timer = setTimeout(() => location.reload(), Math.random() * SPREAD_MS)
    return () => clearTimeout(timer)
  }, [released])
}
