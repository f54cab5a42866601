'use client'
import { useQueries } from '@tanstack/react-query'
import { use, useEffect, useRef } from 'react'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { historyQuery } from '@/lib/queries/history/history-query.ts'
import { seedTrail } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'

/** One request a node is worth it for a small fleet; on a large one the trails grow from now on. */
const MAX_NODES = 12

/** Asks once for the last 15 min of each node of a small fleet, so that its trails do not begin empty. */
export function useSeededTrails(nodes: readonly NodeReading[]): void {
  const trails = use(Trails)
  const seeded = useRef(new Set<string>())
  const ids = nodes.length <= MAX_NODES ? nodes.map(node => node.id) : []
  const answers = useQueries({
    queries: ids.map(name =>
      historyQuery({ panel: 'reconnect', scope: { kind: 'node', name }, range: '15m', end: null }),
    ),
  })
  useEffect(() => {
    ids.forEach((id, i) => {
      const history = answers[i]?.data
      const attempts = history?.series.find(series => series.id === 'attempts')
      if (history === undefined || attempts === undefined || seeded.current.has(id)) return
      seeded.current.add(id)
      seedTrail(
        trails,
        id,
        attempts.max.map((value, column) => ({
          at: history.fromAt + (column + 0.5) * history.stepMs,
          value,
        })),
      )
    })
  })
}
