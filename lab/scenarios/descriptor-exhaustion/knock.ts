import type { LabIssuer } from '../../control/lab-issuer.ts'
import type { FleetNode } from '../../fleet/start-fleet.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { Reporter } from '../../report/reporter.ts'
import { startStorm } from '../../storm/start-storm.ts'
import { STORM_CLIENT_VERSION } from '../../storm/storm-plan.ts'
import type { StormCount } from '../../storm/storm-process.ts'
import { type ExhaustionFindings, ORDERED_TIER } from './exhaustion-findings.ts'

const LOOK_EVERY_MS = 250

export type Knocking = {
  node: FleetNode
  clients: number
  forMs: number
  recorder: Recorder
  issuer: LabIssuer
  findings: ExhaustionFindings
  report: Reporter
}

/** Whether the same process still answers a browser on a connection of its own. */
async function webAnswers({ serviceUrl }: FleetNode): Promise<boolean> {
  const url = new URL('/', serviceUrl.replace(/^ws/, 'http'))
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(1_000),
      headers: { connection: 'close' },
    })
    return response.ok
  } catch {
    return false
  }
}

async function orderTier({ node, recorder, issuer, findings, forMs }: Knocking): Promise<void> {
  const answer = await issuer
    .order(recorder.link(node), node.id, ORDERED_TIER, forMs, 'descriptors are gone')
    .catch(() => null)
  findings.orderStatus = answer?.status ?? null
  recorder.mark(`tier ${ORDERED_TIER} ordered: ${answer?.status ?? 'no answer'}`)
}

/**
 * Clients knock on the node and retry at once; those that get in stay, so that descriptors run out. Half-way a browser
 * tries its luck and a tier is ordered.
 */
export async function knock(knocking: Knocking): Promise<StormCount | undefined> {
  const { node, clients, forMs, recorder, findings, report } = knocking
  const storm = await startStorm({
    targets: [{ id: node.id, serviceUrl: node.serviceUrl }],
    attemptsPerSecond: clients,
    forMs,
    clientVersion: STORM_CLIENT_VERSION,
    holdMs: forMs,
  })
  const endsAt = Date.now() + forMs
  let ordered = false
  while (Date.now() < endsAt) {
    await recorder.sample([node])
    const leftMs = Math.max(0, endsAt - Date.now())
    if (!ordered && leftMs < forMs / 2) {
      ordered = true
      findings.webAnswered = await webAnswers(node)
      await orderTier(knocking)
    }
    report.progress(`${findings.descriptorsOpen} descriptors in use, ${Math.ceil(leftMs / 1_000)} s to go`)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
  const { nodes } = await storm.done
  await recorder.sample([node])
  return nodes[node.id]
}
