import { NO_DATA_AFTER_MS, STALE_AFTER_MS } from '@stormdeck/protocol'

/**
 * What a panel shows. `first-load`: nothing heard yet · `fresh` · `stale`: older than 2.5 s, dimmed and hatched ·
 * `no-data`: older than 5 s, the value is withdrawn and the last picture stays, marked · `refused`: somebody answered
 * and not with data; the sentence says what failed and what to do. architecture.md, rule 1.
 */
export type PanelState =
  | { kind: 'first-load' }
  | { kind: 'fresh'; ageMs: number }
  | { kind: 'stale'; ageMs: number }
  | { kind: 'no-data'; since: number | null }
  | { kind: 'refused'; error: string }

type Facts = {
  /** Something was heard since the page was opened. */
  heard: boolean
  /** Age of the oldest sample that counts, ms; `null`: there is none. */
  ageMs: number | null
  /** Epoch ms of the last sample with data. */
  lastSeenAt: number | null
  /** Why there is no data, where somebody said so. */
  error: string | null
}

/** The state of a panel from what is known about its samples. */
export function panelStateOf({ heard, ageMs, lastSeenAt, error }: Facts): PanelState {
  if (!heard) return { kind: 'first-load' }
  if (ageMs !== null && ageMs <= STALE_AFTER_MS) return { kind: 'fresh', ageMs }
  if (ageMs !== null && ageMs <= NO_DATA_AFTER_MS) return { kind: 'stale', ageMs }
  return error === null ? { kind: 'no-data', since: lastSeenAt } : { kind: 'refused', error }
}

/** True when the figure may be drawn as a figure. */
export function hasFigure(state: PanelState): boolean {
  return state.kind === 'fresh' || state.kind === 'stale'
}
