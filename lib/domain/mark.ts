import type { Tier } from '@stormdeck/protocol'
import type { TimeZone } from '../format/clock.ts'
import { formatMoment } from '../format/moment.ts'

/** What charts mark: an order is a line where it began, a storm a band. Epoch ms; `to: null`: goes on. */
export type Mark = {
  kind: 'lease' | 'storm'
  id: string
  label: string
  from: number
  to: number | null
}

type Ordered = { id: string; tier: Tier; startedAt: number; endedAt?: number | null }

/** An order, named by its tier; without `endedAt` it is in force. */
export function orderMark({ id, tier, startedAt, endedAt = null }: Ordered): Mark {
  return { kind: 'lease', id, label: `tier ${tier}`, from: startedAt, to: endedAt }
}

type Timed = { id: string; startedAt: number; endedAt: number | null }

/**
 * A storm, named by when it began.
 * @param nowMs what is today; `null`: the label names the day
 */
export function stormMark(
  { id, startedAt, endedAt }: Timed,
  nowMs: number | null,
  zone: TimeZone = 'UTC',
): Mark {
  return { kind: 'storm', id, label: stormBegan(startedAt, nowMs, zone), from: startedAt, to: endedAt }
}

/** `storm began 14:03:22`, with its day where that is not today. */
export function stormBegan(startedAt: number, nowMs: number | null, zone: TimeZone): string {
  return `storm began ${formatMoment(startedAt, nowMs, zone)}`
}
