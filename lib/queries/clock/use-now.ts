'use client'
import { createContext, use, useSyncExternalStore } from 'react'
import { serverClock } from './server-clock.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let now = 0

function tick(): void {
  now = serverNow()
  for (const listener of listeners) listener()
  timer = setTimeout(tick, 1_000 - (Date.now() % 1_000) + 5)
}

/** Epoch ms by the server's clock, as far as it is known here. */
export function serverNow(): number {
  return Date.now() + serverClock.aheadMs()
}

/** Calls on every full second of the wall clock. */
export function subscribeToSeconds(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    now = serverNow()
    timer = setTimeout(tick, 1_000 - (now % 1_000) + 5)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
}

/** A clock that stands still, for pictures that must come out the same; `null`: the real one. */
export const FrozenClock = createContext<number | null>(null)

/**
 * The server's clock in epoch ms, on every full second, one timer for the whole page; `null` on the server and during
 * the first render, so that both agree. A browser whose clock is wrong shows the same countdowns as every other.
 */
export function useNow(): number | null {
  const frozen = use(FrozenClock)
  const running = useSyncExternalStore(
    subscribeToSeconds,
    () => (now === 0 ? null : now),
    () => null,
  )
  return frozen ?? running
}

/** `useNow` at the start of its minute: for what must know the day, and need not be rendered every second. */
export function useMinute(): number | null {
  const frozen = use(FrozenClock)
  const running = useSyncExternalStore(
    subscribeToSeconds,
    () => (now === 0 ? null : now - (now % 60_000)),
    () => null,
  )
  return frozen ?? running
}
