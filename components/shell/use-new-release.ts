'use client'
import { useEffect, useState } from 'react'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { OWN_BUILD } from '@/lib/queries/live/own-build.ts'

/** True once the server is another build than the one this page came from: its next message may not fit this code. */
export function useNewRelease(): boolean {
  const build = useLive(live => live.picture?.state.build ?? null)
  const outdated = useLive(live => live.link.status === 'lost' && live.link.outdated === true)
  const [first, setFirst] = useState<string | null>(null)
  useEffect(() => {
    if (first === null && build !== null) setFirst(build)
  }, [first, build])
  const own = OWN_BUILD ?? first
  return outdated || (own !== null && build !== null && build !== own)
}
