'use client'
import { useQuery } from '@tanstack/react-query'
import { use, useEffect } from 'react'
import { sparklinesQuery } from '@/lib/queries/history/sparklines-query.ts'
import { seedTrail } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'

/** Asks once for the last 15 min of every node, so that the trails do not begin empty. */
export function useSeededTrails(nodesKnown: boolean): void {
  const trails = use(Trails)
  const { data } = useQuery({ ...sparklinesQuery, enabled: nodesKnown })
  useEffect(() => {
    if (data === undefined) return
    const { fromAt, stepMs, nodes } = data
    for (const [id, values] of Object.entries(nodes))
      seedTrail(
        trails,
        id,
        values.map((value, i) => ({ at: fromAt + (i + 0.5) * stepMs, value })),
      )
  }, [data, trails])
}
