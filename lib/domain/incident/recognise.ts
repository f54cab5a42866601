import type { NodeReading } from '../node-reading.ts'
import { hasValues } from '../reach.ts'
import { nodeProblems } from '../saturation/node-problems.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import { descriptorExhaustion } from './descriptor-exhaustion.ts'
import { fleetReboot } from './fleet-reboot.ts'
import type { Finding, LinkedSignal } from './incident.ts'
import { confidenceOf, type Pattern } from './pattern.ts'
import { reconnectStorm } from './reconnect-storm.ts'
import { slowClients } from './slow-clients.ts'
import { stormWithLeak } from './storm-with-leak.ts'

/** Most specific first. */
const PATTERNS: readonly Pattern[] = [
  fleetReboot,
  descriptorExhaustion,
  stormWithLeak,
  slowClients,
  reconnectStorm,
]

/**
 * The incidents that the fleet shows now (F40 to F43). A node belongs to one at most, with all of its signals: what
 * follows from one cause does not become a second alarm.
 */
export function recognise(nodes: readonly NodeReading[]): Finding[] {
  const left = new Set(nodes.filter(node => hasValues(node.reach)))
  const findings: Finding[] = []
  for (const pattern of PATTERNS) {
    const [first, ...rest] = [...left]
      .filter(node => pattern.fits(node))
      .sort((a, b) => confidenceOf(pattern.evidence(b)) - confidenceOf(pattern.evidence(a)))
    if (!first) continue
    findings.push(findingOf(pattern, [first, ...rest]))
    for (const node of [first, ...rest]) left.delete(node)
  }
  return findings
}

function findingOf(pattern: Pattern, nodes: readonly [NodeReading, ...NodeReading[]]): Finding {
  const evidence = pattern.evidence(nodes[0])
  return {
    pattern: pattern.id,
    title: pattern.title(nodes),
    severity: pattern.severity,
    nodes: nodes.map(node => node.id),
    confidenceRatio: confidenceOf(evidence),
    evidence,
    signals: nodes.flatMap(signalsOf),
    cause: pattern.cause(nodes).trim(),
    plan: pattern.plan(nodes),
  }
}

function signalsOf(node: NodeReading): LinkedSignal[] {
  const problems = nodeProblems(node).map(({ id, status, text }) => signal(node, id, status, text))
  return [...stormSignals(node), ...problems, ...trafficSignals(node)]
}

function stormSignals(node: NodeReading): LinkedSignal[] {
  const signals: LinkedSignal[] = []
  if (node.stormState === 'storm') signals.push(signal(node, 'storm', 'critical', 'reconnect storm'))
  if (node.stormState === 'clearing')
    signals.push(signal(node, 'storm', 'warning', 'reconnect storm, clearing'))
  if (node.burst) signals.push(signal(node, 'burst', 'critical', 'burst rule holds'))
  if (node.sustained) signals.push(signal(node, 'sustained', 'critical', '60 s mean above the threshold'))
  if (node.lowerBound)
    signals.push(signal(node, 'hidden-attempts', 'critical', node.lowerBoundWhy ?? 'attempts are hidden'))
  return signals
}

function trafficSignals(node: NodeReading): LinkedSignal[] {
  const signals: LinkedSignal[] = []
  if ((node.rejectedPerSecond ?? 0) > 0)
    signals.push(
      signal(
        node,
        'refusals',
        'warning',
        `refuses connections: ${node.topRejectReason ?? 'no reason given'}`,
      ),
    )
  if (node.connections !== null && node.connections > 0 && node.establishedPerSecond === 0)
    signals.push(signal(node, 'accept-rate', 'warning', 'nothing is accepted'))
  const version = leadingVersion(node)
  if (version !== null)
    signals.push(signal(node, 'version', 'warning', `most attempts come from client ${version}`))
  if (node.localReason !== null)
    signals.push(signal(node, 'local-protection', 'warning', `protects itself: ${node.localReason}`))
  return signals
}

function signal(node: NodeReading, id: string, status: LinkedSignal['status'], text: string): LinkedSignal {
  return { id: `${node.id}:${id}`, node: node.id, text, status }
}
