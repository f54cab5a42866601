'use client'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { viewAt } from './rotation.ts'

/**
 * Which of several views is shown now; `null`: all of them. Decided by the clock, so that several walls of one room turn
 * together and a reload changes nothing.
 */
export function useRotation(views: number, seconds: number | null): number | null {
  const now = useNow()
  if (seconds === null || views === 0) return null
  return viewAt(now ?? 0, views, seconds)
}
