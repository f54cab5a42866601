/**
 * What a panel shows. `first-load`: nothing heard yet · `fresh` · `stale`: dimmed and hatched · `no-data`: the value is
 * withdrawn and the last picture stays, marked · `refused`: somebody answered and not with data; the sentence says what
 * failed and what to do. architecture.md, rule 1. How old is too old, the source of each node decides (`reach.ts`).
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
  /** Whether the figure may still be believed; `null`: no node has values. */
  reach: 'fresh' | 'stale' | null
  /** Age of the sample that stands for it, ms. */
  ageMs: number | null
  /** Epoch ms of the last sample with data. */
  lastSeenAt: number | null
  /** Why there is no data, where somebody said so. */
  error: string | null
}

/** The state of a panel from what is known about its samples. */
export function panelStateOf({ heard, reach, ageMs, lastSeenAt, error }: Facts): PanelState {
  if (!heard) return { kind: 'first-load' }
  if (reach !== null && ageMs !== null) return { kind: reach, ageMs }
  return error === null ? { kind: 'no-data', since: lastSeenAt } : { kind: 'refused', error }
}

/** True when the figure may be drawn as a figure. */
export function hasFigure(state: PanelState): boolean {
  return state.kind === 'fresh' || state.kind === 'stale'
}
