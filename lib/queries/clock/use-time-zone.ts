'use client'
import { useMemo, useSyncExternalStore } from 'react'
import { isTimeZone, type TimeZone } from '../../format/clock.ts'
import { type Times, timesIn } from '../../format/times.ts'
import { useMinute } from './use-now.ts'

const STORAGE_KEY = 'stormdeck.zone'
const listeners = new Set<() => void>()
let chosen: TimeZone | null = null

function zoneNow(): TimeZone {
  chosen ??= remembered()
  return chosen
}

function remembered(): TimeZone {
  try {
    const zone = localStorage.getItem(STORAGE_KEY)
    return zone !== null && isTimeZone(zone) ? zone : 'UTC'
  } catch {
    // Storage is refused in some frames; UTC is what everybody shares.
    return 'UTC'
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `UTC`, or the zone of this browser where its owner chose it: one choice for every part of every screen. */
export function useTimeZone(): TimeZone {
  return useSyncExternalStore(subscribe, zoneNow, () => 'UTC')
}

/** Changes between UTC alone and the zone of this browser. */
export function toggleTimeZone(): void {
  chosen = zoneNow() === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC'
  try {
    localStorage.setItem(STORAGE_KEY, chosen)
  } catch {
    // As above: the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

/** Writes moments in the chosen zone, always with UTC. */
export function useTimes(): Times {
  const zone = useTimeZone()
  const minute = useMinute()
  return useMemo(() => timesIn(zone, minute), [zone, minute])
}
