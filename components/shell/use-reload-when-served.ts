'use client'
import { useEffect } from 'react'

/** After this much silence the page is loaded anew, in case it is the page that is broken. */
export const RELOAD_AFTER_MS = 60_000
/** Screens of one room, and all the walls of a company, do not come back in the same moment. */
const SPREAD_MS = 20_000
const ASK_EVERY_MS = 10_000

/**
 * Loads the page anew while `due`, but only once the server says that it is well: a screen that nobody attends must
 * never end on an error page of its browser.
 */
export function useReloadWhenServed(due: boolean): void {
  useEffect(() => {
    if (!due) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const ask = async () => {
      const alive = await fetch('/api/health', { cache: 'no-store' }).then(
        response => response.ok,
        () => false,
      )
      if (left) return
      if (alive) location.reload()
      timer = setTimeout(ask, ASK_EVERY_MS * (1 + Math.random()))
    }
    timer = setTimeout(ask, Math.random() * SPREAD_MS)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [due])
}
