'use client'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { StormDetail } from '../../contract/storm-detail.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { stormQuery } from './storm-queries.ts'

/**
 * One storm with its recording, read anew at once when the live feed says that it has ended, or that orders have changed.
 * @param fleet `null`: nothing heard yet
 */
export function useStorm(id: string, fleet: FleetState | null): UseQueryResult<StormDetail> {
  const inFeed = fleet === null || fleet.storms.some(storm => storm.id === id && storm.state !== 'ended')
  const asked = useQuery(stormQuery(id, inFeed))
  const { refetch } = asked
  const revision = fleet?.tier.revision
  const sign = revision === undefined ? null : `${inFeed} ${revision}`
  const readAt = useRef<string | null>(null)
  useEffect(() => {
    const before = readAt.current
    readAt.current = sign
    if (before !== null && before !== sign) void refetch()
  }, [sign, refetch])
  return asked
}
