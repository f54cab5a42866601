import { formatScope } from '@stormdeck/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { History } from '../../contract/history.ts'
import { errorSentence } from '../api-request.ts'
import { appendSample, type LiveSample } from './append-sample.ts'
import { emptyHistory } from './empty-history.ts'
import { type HistoryQuestion, historyQuery } from './history-query.ts'

/** A pause of the feed longer than this leaves a hole that the server can fill. */
const HOLE_MS = 15_000

/**
 * The past of a panel with the live values appended. Without an answer the live values alone, in an otherwise unknown
 * range, and `problem` says why. `null` until anything is known.
 */
export function useHistory(question: HistoryQuestion, sample: LiveSample | null): History | null {
  const client = useQueryClient()
  const options = historyQuery(question)
  const { data, error } = useQuery(options)
  const [drawn, setDrawn] = useState<{
    base: History | undefined
    key: string
    history: History
    at: number
  } | null>(null)
  const key = JSON.stringify(question)
  const live = question.end === null ? sample : null

  const next = useMemo(() => {
    const continued = drawn !== null && drawn.base === data && drawn.key === key
    if (!continued && data === undefined && live === null) return null
    if (continued && live === null) return drawn
    const at = live?.at ?? 0
    if (continued && drawn.at === at) return drawn
    const start =
      data ?? emptyHistory(question.panel, formatScope(question.scope), question.range, live?.at ?? 0)
    const from = continued ? drawn.history : start
    return { base: data, key, history: live === null ? from : appendSample(from, live), at }
  }, [drawn, data, key, live, question])

  useEffect(() => {
    if (next === drawn) return
    setDrawn(next)
    const paused = drawn !== null && next !== null && drawn.key === next.key && next.at - drawn.at > HOLE_MS
    if (paused && drawn.at > 0) void client.invalidateQueries({ queryKey: ['history'] })
  }, [next, drawn, client])

  if (next === null) return null
  return error === null ? next.history : { ...next.history, problem: errorSentence(error) }
}
