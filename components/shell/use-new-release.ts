'use client'
import { useEffect, useState } from 'react'
import { useLive } from '@/lib/queries/live/live-query.ts'

/** True once the server is another build than the one this page came from: its next message may not fit this code. */
export function useNewRelease(): boolean {
  const build = useLive(live => live.picture?.state.build ?? null)
  const [first, setFirst] = useState<string | null>(null)
  useEffect(() => {
    if (first === null && build !== null) setFirst(build)
  }, [first, build])
  return first !== null && build !== null && build !== first
}
