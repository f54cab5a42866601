'use client'
import { use, useSyncExternalStore } from 'react'
import { useLive } from '../live/live-query.ts'
import { type ClockMark, clockNow, msSince } from '../live/live-state.ts'
import { FrozenClock, subscribeToSeconds } from './use-now.ts'

/** Messages come every second; below this the feed is in time and its age is not worth drawing again for. */
const IN_TIME_MS = 1_500

/**
 * How long the live feed has been silent, ms, in steps of 500; 0 while it is in time, `null` before the first message.
 * Every age on screen is the sample's age plus this.
 */
export function useFeedAge(): number | null {
  const heardAt = useLive(live => live.heardAt)
  const frozen = use(FrozenClock)
  const age = useSyncExternalStore(
    subscribeToSeconds,
    () => silentFor(heardAt, clockNow()),
    () => null,
  )
  if (frozen === null || heardAt === null) return age
  return silentFor(heardAt, { wallMs: frozen, monotonicMs: heardAt.monotonicMs })
}

function silentFor(heardAt: ClockMark | null, now: ClockMark): number | null {
  if (heardAt === null) return null
  const ms = msSince(heardAt, now)
  return ms < IN_TIME_MS ? 0 : Math.floor(ms / 500) * 500
}
