import { DESCRIPTOR_USAGE_RATIO } from '@stormdeck/protocol'
import { type Status, statusAtOrAbove } from '../judged.ts'

/** F16: the descriptor limit should be this many times the peak. */
export const DESCRIPTOR_LIMIT_FACTOR = 3

/** F16: warning at 70 % of the limit, critical at 80 %. */
export function descriptorStatus(ratio: number | null): Status {
  return statusAtOrAbove(ratio, DESCRIPTOR_USAGE_RATIO.warning, DESCRIPTOR_USAGE_RATIO.critical)
}
