/** How a value stands against its thresholds. `unknown` is a status of its own: never normal, never zero. */
export type Status = 'normal' | 'warning' | 'critical' | 'unknown'

/** A value somebody may act on. Everything on a screen, in an alert and in an incident is made from these. */
export type Judged<T = number> = {
  /** `null`: unknown. */
  value: T | null
  status: Status
  /** Epoch ms since when the status holds; `null` where that is not known. */
  since: number | null
  /** Age of the oldest sample it was made from, ms; `null` without any. */
  sampleAgeMs: number | null
  /** True when the real value can only be larger (drawn "≥"). */
  lowerBound: boolean
}

const order: Record<Status, number> = { normal: 0, unknown: 1, warning: 2, critical: 3 }

/** The worst of several statuses; unknown is worse than normal. `normal` for none. */
export function worstStatus(statuses: readonly Status[]): Status {
  return statuses.reduce<Status>((worst, status) => (order[status] > order[worst] ? status : worst), 'normal')
}

/** Normal below `warning`, critical from `critical` on, unknown for `null`. */
export function statusAtOrAbove(value: number | null, warning: number, critical: number): Status {
  if (value === null) return 'unknown'
  if (value >= critical) return 'critical'
  return value >= warning ? 'warning' : 'normal'
}
