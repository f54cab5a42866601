'use client'
import { useSyncExternalStore } from 'react'
import { serverClock } from './server-clock.ts'
import { subscribeToSeconds } from './use-now.ts'

/** How far the server's clock is ahead of this browser's, ms; 0 within a second, and before the first message. */
export function useClockSkew(): number {
  return useSyncExternalStore(subscribeToSeconds, serverClock.aheadMs, () => 0)
}
