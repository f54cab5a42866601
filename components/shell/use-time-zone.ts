'use client'
import { useEffect, useState } from 'react'

const STORAGE_KEY = 'stormdeck.zone'

/** `UTC`, or the zone of this browser where its owner asked for it. */
export function useTimeZone(): [timeZone: string, toggle: () => void] {
  const [timeZone, setTimeZone] = useState('UTC')
  useEffect(() => {
    try {
      setTimeZone(localStorage.getItem(STORAGE_KEY) ?? 'UTC')
    } catch {
      // Storage is refused in some frames; UTC is what everybody shares.
    }
  }, [])
  const toggle = () => {
    const next = timeZone === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC'
    setTimeZone(next)
    try {
      localStorage.setItem(STORAGE_KEY, next)
    } catch {
      // As above.
    }
  }
  return [timeZone, toggle]
}
