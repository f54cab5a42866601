import {
  CLOSE_WAIT_WARNING,
  DESCRIPTOR_USAGE_RATIO,
  MEMORY_PER_CONNECTION_BYTES,
  NO_DATA_AFTER_MS,
  OPEN_SOCKETS_CRITICAL,
  POOL_USAGE_RATIO,
  STALE_AFTER_MS,
  ZOMBIES_CRITICAL,
} from '@stormdeck/protocol'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'

const both = ({ warning, critical }: { warning: number; critical: number }) =>
  `warning at ${formatPercent(warning)}, critical at ${formatPercent(critical)}`

/** Thresholds that are the same everywhere, by the facts they come from. */
export const FIXED_THRESHOLDS: readonly (readonly [name: string, value: string])[] = [
  ['Pool usage', both(POOL_USAGE_RATIO)],
  ['Descriptors', both(DESCRIPTOR_USAGE_RATIO)],
  ['Memory per connection', `under ${formatBytes(MEMORY_PER_CONNECTION_BYTES.target)}`],
  ['CLOSE_WAIT', `above ${formatNumber(CLOSE_WAIT_WARNING)}`],
  ['Zombies', `above ${formatNumber(ZOMBIES_CRITICAL)}`],
  ['Open sockets', `above ${formatNumber(OPEN_SOCKETS_CRITICAL)}`],
  ['Shown as stale', `after ${STALE_AFTER_MS / 1_000} s`],
  ['Withdrawn', `after ${NO_DATA_AFTER_MS / 1_000} s`],
]
