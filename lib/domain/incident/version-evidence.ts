import { formatPercent } from '../../format/percent.ts'
import type { NodeReading } from '../node-reading.ts'
import { MOST_ATTEMPTS_RATIO } from '../storm/leading-version.ts'
import type { Evidence } from './incident.ts'
import { evidenceOf } from './pattern.ts'

/** One client version makes most of the attempts. */
export function versionEvidence(node: NodeReading): Evidence {
  return evidenceOf(
    2,
    node.topVersionRatio,
    ratio => ratio >= MOST_ATTEMPTS_RATIO,
    ratio => `${formatPercent(ratio, 'low')} of the attempts come from client ${node.topVersion}`,
    'Client versions',
  )
}
