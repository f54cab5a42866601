import { formatScope } from '@stormdeck/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { History } from '../../contract/history.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues } from '../../domain/reach.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { errorSentence } from '../api-request.ts'
import { useLive } from '../live/live-query.ts'
import type { LiveSample } from './append-sample.ts'
import { continueHistory, type DrawnHistory, pauseBefore } from './continue-history.ts'
import { emptyHistory } from './empty-history.ts'
import { type HistoryQuestion, historyQuery } from './history-query.ts'
import { liveMarks } from './live-marks.ts'

/** A pause longer than this leaves a hole that the server can fill; polls are up to 4 s apart. */
const HOLE_MS = 5_000
/** Every browser has the same pause when the server restarts. */
const REFETCH_JITTER_MS = 1_500

/**
 * The past of a panel with the live values appended. Without an answer the live values alone, in an otherwise unknown
 * range, and `problem` says why. `null` until anything is known. What was appended stays beside the answer in the cache,
 * so a panel that is left and shown again goes on where it was.
 */
export function useHistory(question: HistoryQuestion, sample: LiveSample | null): History | null {
  const client = useQueryClient()
  const { data, error, dataUpdatedAt } = useQuery(historyQuery(question))
  const fleet = useLive(live => live.picture?.state ?? null)
  const key = JSON.stringify(question)
  const drawn = client.getQueryData<DrawnHistory>(['history-drawn', key]) ?? null
  const base = data ?? null
  const live = question.end === null ? sample : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: samples are made anew with every rendering; their moment says whether one is news
  const next = useMemo(() => {
    const marks = fleet === null ? [] : liveMarks(fleet, question.scope)
    const nodes = fleet === null ? [] : scopeNodes(fleet.nodes, question.scope)
    const partial = nodes.length > 1 && nodes.some(isMissing)
    return continueHistory(drawn, base, live && { partial, ...live, marks }, end =>
      emptyHistory(question.panel, formatScope(question.scope), question.range, end),
    )
  }, [drawn, base, key, live?.at])

  useEffect(() => {
    if (next === null || next === drawn) return
    client.setQueryData(['history-drawn', key], next)
    if (pauseBefore(next, drawn, base, Date.now() - dataUpdatedAt) <= HOLE_MS) return
    const refetch = () => void client.invalidateQueries({ queryKey: historyQuery(question).queryKey })
    setTimeout(refetch, Math.random() * REFETCH_JITTER_MS)
  }, [next, drawn, base, dataUpdatedAt, client, key, question])

  if (next === null) return null
  return error === null ? next.history : { ...next.history, problem: errorSentence(error) }
}

const isMissing = ({ reach }: NodeReading): boolean => !hasValues(reach) && reach !== 'waiting'
