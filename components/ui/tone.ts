/** What a colour may say. `plain` is the normal case and has none. */
export type Tone = 'plain' | 'warn' | 'crit' | 'order'

export const TONE_TEXT: Record<Tone, string> = {
  plain: 'text-ink',
  warn: 'text-warn',
  crit: 'text-crit',
  order: 'text-order',
}

/** Tone of a status of the domain; unknown has a word and a dash instead of a colour. */
export function toneOf(status: 'normal' | 'warning' | 'critical' | 'unknown'): Tone {
  if (status === 'critical') return 'crit'
  return status === 'warning' ? 'warn' : 'plain'
}
