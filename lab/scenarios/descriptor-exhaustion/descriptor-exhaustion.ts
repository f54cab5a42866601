import type { AgentStatus } from '@stormdeck/protocol'
import { LabIssuer } from '../../control/lab-issuer.ts'
import type { FleetNode } from '../../fleet/start-fleet.ts'
import { startTemporaryFleet } from '../../fleet/start-temporary-fleet.ts'
import { judgeRecording } from '../../recording/judge-recording.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Scenario, ScenarioContext } from '../../scenario.ts'
import { startStorm } from '../../storm/start-storm.ts'
import { STORM_CLIENT_VERSION } from '../../storm/storm-plan.ts'
import type { StormCount } from '../../storm/storm-process.ts'

const LOOK_EVERY_MS = 250
const ORDERED_TIER = 2
const NODE = { id: 'ws-1', group: 'lab' }

type Seen = {
  answers: number
  silent: number
  lowerBound: string | null
  descriptorsOpen: number
  fewestResidents: number
  webAnswered: boolean | null
  orderStatus: number | null
  effective: number | null
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Whether the same process still answers a browser on a connection of its own. */
async function webAnswers({ serviceUrl }: FleetNode): Promise<boolean> {
  const url = new URL(serviceUrl.replace(/^ws/, 'http'))
  try {
    const response = await fetch(new URL('/', url), {
      signal: AbortSignal.timeout(1_000),
      headers: { connection: 'close' },
    })
    return response.ok
  } catch {
    return false
  }
}

function note(seen: Seen, status: AgentStatus | null): void {
  if (!status) {
    seen.silent++
    return
  }
  seen.answers++
  if (status.lowerBound.active) seen.lowerBound = status.lowerBound.why ?? 'yes'
  seen.descriptorsOpen = Math.max(seen.descriptorsOpen, status.descriptors.open ?? 0)
  seen.effective = Math.max(seen.effective ?? 1, status.tier.effective)
}

/** Waits until nearly all residents are in: the last ones take their time, as visitors do. */
async function settle({ report }: ScenarioContext, open: () => number, residents: number): Promise<void> {
  const wanted = Math.floor(residents * 0.95)
  const deadline = Date.now() + 60_000
  while (open() < wanted && Date.now() < deadline) {
    report.progress(`${open()} of ${wanted} residents connected`)
    await pause(200)
  }
  if (open() < wanted) throw new Error(`only ${open()} of ${wanted} residents could connect`)
}

/**
 * F40: a release that retries at once meets a server with too few descriptors. The server gets no event of the clients
 * it loses, so what matters is what the agent can still see, say and obey.
 */
export const descriptorExhaustion: Scenario = {
  name: 'descriptor-exhaustion',
  summary: 'F40: clients knock on a server that has run out of file descriptors',
  options: {
    descriptors: {
      kind: 'number',
      help: 'limit of the server process',
      default: '400',
      min: 100,
      max: 20_000,
    },
    residents: { kind: 'number', help: 'sessions open before', default: '200', min: 1, max: 15_000 },
    knocking: { kind: 'number', help: 'clients that knock, and retry at once', default: '300', max: 2_000 },
    for: { kind: 'duration', help: 'how long they knock', default: '20s', min: 4_000, max: 600_000 },
    record: { kind: 'text', help: 'write what the agent reported to this file' },
  },
  async run(context) {
    const { options, report, onFinish } = context
    const descriptors = options.number('descriptors') ?? 400
    const residents = options.number('residents') ?? 200
    const knocking = options.number('knocking') ?? 300
    const forMs = options.number('for') ?? 20_000
    const issuer = new LabIssuer()
    const fleet = await startTemporaryFleet(context, {
      nodes: [NODE],
      clientsPerNode: residents,
      habits: { visitMs: 3_600_000, rampPerSecond: 40 },
      descriptorLimit: descriptors,
      trust: issuer.trust,
    })
    const [node] = fleet.nodes
    if (!node) throw new Error('the fleet has no node')
    const open = () => fleet.received()[node.id]?.open ?? 0
    const seen: Seen = {
      answers: 0,
      silent: 0,
      lowerBound: null,
      descriptorsOpen: 0,
      fewestResidents: residents,
      webAnswered: null,
      orderStatus: null,
      effective: null,
    }
    const recorder = new Recorder('descriptor-exhaustion', (_id, status) => note(seen, status))
    onFinish(() => recorder.close())
    // The collector's connection stands before trouble begins; a new one would not be accepted.
    await recorder.sample([node])
    await settle(context, open, residents)
    const lost = fleet.received()[node.id]?.lost ?? 0
    recorder.mark(`${knocking} clients knock and retry at once, ${descriptors} descriptors`)
    report.say(`${residents} residents on ${descriptors} descriptors; ${knocking} clients begin to knock.`)
    const storm = await startStorm({
      targets: [{ id: node.id, serviceUrl: node.serviceUrl }],
      attemptsPerSecond: knocking,
      forMs,
      clientVersion: STORM_CLIENT_VERSION,
      holdMs: forMs,
    })
    onFinish(storm.stop)
    const endsAt = Date.now() + forMs
    let orderAt: number | null = Date.now() + forMs / 2
    while (Date.now() < endsAt) {
      await recorder.sample([node])
      seen.fewestResidents = Math.min(seen.fewestResidents, open())
      if (orderAt !== null && Date.now() >= orderAt) {
        orderAt = null
        seen.webAnswered = await webAnswers(node)
        const answer = await issuer
          .order(recorder.link(node), node.id, ORDERED_TIER, forMs, 'descriptors are gone')
          .catch(() => null)
        seen.orderStatus = answer?.status ?? null
        recorder.mark(`tier ${ORDERED_TIER} ordered: ${answer?.status ?? 'no answer'}`)
      }
      report.progress(
        `${seen.descriptorsOpen} of ${descriptors} descriptors, ${Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000))} s to go`,
      )
      await pause(LOOK_EVERY_MS)
    }
    const { nodes } = await storm.done
    await recorder.sample([node])
    const recording = recorder.recording(
      `${residents} residents, ${knocking} clients knocking for ${forMs / 1_000} s, ${descriptors} descriptors`,
    )
    const file = options.text('record')
    if (file) writeRecording(file, recording)
    const counted = recorder.latest(node.id)?.totals.attempts ?? null
    const worst = [...judgeRecording(recording)].some(({ verdict }) => verdict.state === 'storm')
    const lostNow = (fleet.received()[node.id]?.lost ?? 0) - lost
    return judge(context, {
      seen,
      count: nodes[node.id],
      counted,
      residents,
      descriptors,
      worst,
      lost: lostNow,
    })
  },
}

type Findings = {
  seen: Seen
  count: StormCount | undefined
  counted: number | null
  residents: number
  descriptors: number
  worst: boolean
  lost: number
}

function judge({ report }: ScenarioContext, found: Findings) {
  const { seen, count, counted, residents, descriptors, worst, lost } = found
  const checks: [string, string, boolean][] = [
    [
      'descriptors in use',
      `${seen.descriptorsOpen} of ${descriptors}`,
      seen.descriptorsOpen >= descriptors * 0.9,
    ],
    ['attempts made by the clients', `${(count?.attempts ?? 0) + residents}`, true],
    ['attempts the agent could count', `${seen.lowerBound === null ? '' : '≥ '}${counted ?? '—'}`, true],
    ['the agent says that it is a lower bound', seen.lowerBound ?? 'no', seen.lowerBound !== null],
    ['status answered', `${seen.answers} of ${seen.answers + seen.silent}`, seen.silent === 0],
    ['verdict reached storm', worst ? 'yes' : 'no', worst],
    [
      `signed order of tier ${ORDERED_TIER}`,
      `${seen.orderStatus ?? 'no answer'}, effective tier ${seen.effective ?? '—'}`,
      seen.orderStatus === 200 && seen.effective === ORDERED_TIER,
    ],
    ['residents lost', `${lost} of ${residents}`, lost === 0],
    ['a browser reaches the same process', seen.webAnswered ? 'yes' : 'no', true],
    ['knocking clients accepted', `${count?.accepted ?? '—'}`, true],
    ['closed without an answer', `${count?.failed ?? '—'}`, true],
  ]
  report.table(
    'A server without descriptors',
    checks.map(([what, value, ok]) => ({ what, value, ok: ok ? 'as it should be' : 'WRONG' })),
  )
  return checks.every(([, , ok]) => ok) ? ('passed' as const) : ('failed' as const)
}
