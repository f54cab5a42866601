'use client'
import { useEffect, useState } from 'react'

/** The server is away, or has a new build; ms. */
const AGAIN_AFTER_MS = 5_000

/**
 * A component whose code is fetched after the page stands and before anybody can have read what it says, so that it is
 * there when the server is not. Not by Suspense: what waits there comes after every other update and never in its turn,
 * and what cannot be fetched takes the page with it.
 * @param load must be the same function in every render
 * @returns `null` until it has arrived
 */
export function useLateCode<C>(load: () => Promise<C>): C | null {
  const [code, setCode] = useState<C | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let left = false
    const fetchCode = () =>
      load().then(
        loaded => !left && setCode(() => loaded),
        () => {
          if (!left) timer = setTimeout(fetchCode, AGAIN_AFTER_MS)
        },
      )
    void fetchCode()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [load])
  return code
}
