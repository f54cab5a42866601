import { formatNumber } from '../../format/number.ts'
import { formatRate } from '../../format/rate.ts'
import { listOf } from '../../format/words.ts'
import { inStorm } from '../storm/storm-state.ts'
import { evidenceOf, type Pattern } from './pattern.ts'
import { cacheAuth, enforceLimits, fixClient } from './plan-steps.ts'
import { versionEvidence } from './version-evidence.ts'

/** A storm (F14) that no other pattern explains. */
export const reconnectStorm: Pattern = {
  id: 'RECONNECT_STORM',
  severity: 'critical',
  fits: node => inStorm(node.stormState),
  evidence: node => [
    { text: `burst: ${node.burst ? 'holds' : 'over'}`, found: true, weight: 3 },
    evidenceOf(
      2,
      node.attemptsPerSecondMean60s,
      () => node.sustained,
      mean => `mean of the last 60 s ${formatRate(mean)}`,
      'Mean of 60 s',
    ),
    versionEvidence(node),
  ],
  title: nodes => `Reconnect storm on ${listOf(nodes.map(node => node.id))}`,
  cause: ([node]) =>
    `Clients reconnect to ${node.id} at once instead of spreading out (peak second ${formatNumber(node.attemptsPeakPerSecond)}). No resource is running out yet.`,
  plan: nodes => [enforceLimits(nodes[0]), cacheAuth(nodes[0]), fixClient(nodes[0])],
}
