import type { Scope } from '@stormdeck/protocol'
import type { History, Panel, Range } from '../../contract/history.ts'

export type HistoryRequest = {
  panel: Panel
  scope: Scope
  range: Range
  /** Right edge, epoch ms on the server's clock. */
  endAt: number
}

/** What a source knows of a {@link History}; who asked and the marks are added by the verb that answers. */
export type HistoryColumns = Pick<
  History,
  'fromAt' | 'stepMs' | 'series' | 'source' | 'resolutionMs' | 'problem'
>

/**
 * Where the past comes from. Never throws for what a source can fail at: failure is a sentence in `problem`, with
 * the columns that could be had (none, or all `null`).
 */
export type HistorySource = { read: (request: HistoryRequest) => Promise<HistoryColumns> }
