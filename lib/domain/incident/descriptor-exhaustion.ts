import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { formatRate } from '../../format/rate.ts'
import { listOf } from '../../format/words.ts'
import type { NodeReading } from '../node-reading.ts'
import { ratioOf } from '../ratio-of.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import { evidenceOf, type Pattern } from './pattern.ts'
import { callOnSite, enforceLimits, fixClient, raiseDescriptors } from './plan-steps.ts'
import { versionEvidence } from './version-evidence.ts'

/** As good as all: the last few are held by what the process keeps open itself. */
const EXHAUSTED_RATIO = 0.95
const descriptorRatio = (node: NodeReading) => ratioOf(node.descriptorsOpen, node.descriptorLimit)

/** F40: no descriptor is left, so nothing is accepted, while what is connected stays connected. */
export const descriptorExhaustion: Pattern = {
  id: 'CONNECTION_REFUSED',
  severity: 'critical',
  fits: node => (descriptorRatio(node) ?? 0) >= EXHAUSTED_RATIO,
  evidence: node => [
    evidenceOf(
      5,
      descriptorRatio(node),
      ratio => ratio >= EXHAUSTED_RATIO,
      () =>
        `${formatNumber(node.descriptorsOpen)} of ${formatNumber(node.descriptorLimit)} descriptors in use`,
      'Descriptors',
    ),
    evidenceOf(
      4,
      node.establishedPerSecond,
      rate => rate < 1,
      rate => `${formatRate(rate)} accepted`,
      'Accept rate',
    ),
    {
      text: node.lowerBound ? 'attempts arrive that the server cannot see' : 'every attempt is seen',
      found: node.lowerBound,
      weight: 4,
    },
    evidenceOf(
      2,
      node.acceptQueue,
      queue => queue > 0,
      queue => `${formatNumber(queue)} connections wait to be accepted`,
      'Accept queue',
    ),
    evidenceOf(
      3,
      node.closedPerSecond,
      rate => rate * 100 < (node.connections ?? 0),
      rate => `existing sockets are stable: ${formatRate(rate)} closed`,
      'Closed',
    ),
    versionEvidence(node),
  ],
  title: nodes => `Descriptors exhausted on ${listOf(nodes.map(node => node.id))}: connections are refused`,
  cause: ([node]) =>
    `${node.id} has no descriptor left (${formatPercent(descriptorRatio(node))} of ${formatNumber(node.descriptorLimit)}). Every new connection is queued or refused before the server can see it; what is connected stays. ${retries(node)}`,
  plan: nodes => [
    enforceLimits(nodes[0]),
    ...nodes.map(raiseDescriptors),
    {
      id: 'restart',
      text: 'Restart the service once the limit is raised, to clear sockets; clients return within the window they were told.',
      where: 'server',
      command: 'systemctl restart YOUR-SERVICE',
    },
    fixClient(nodes[0]),
    {
      id: 'alert',
      text: 'Alert before 80 % of the descriptor limit.',
      where: 'server',
      command: 'deploy/prometheus/stormdeck.rules.yml',
    },
    callOnSite,
  ],
}

function retries(node: NodeReading): string {
  const version = leadingVersion(node)
  if (version !== null)
    return `${formatPercent(node.topVersionRatio, 'low')} of the attempts come from client ${version}.`
  return node.stormState === 'storm' ? 'Clients keep trying.' : ''
}
