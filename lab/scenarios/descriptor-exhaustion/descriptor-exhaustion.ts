import { LabIssuer } from '../../control/lab-issuer.ts'
import type { Fleet } from '../../fleet/start-fleet.ts'
import { startTemporaryFleet } from '../../fleet/start-temporary-fleet.ts'
import { judgeRecording } from '../../recording/judge-recording.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Scenario, ScenarioContext } from '../../scenario.ts'
import { checkRows, checksOf, ExhaustionFindings } from './exhaustion-findings.ts'
import { knock } from './knock.ts'

const NODE = { id: 'ws-1', group: 'lab' }
const JOIN_DEADLINE_MS = 60_000
/** Whether the agent answers is what counts; how fast it does is a property of the machine. */
const ANSWER_DEADLINE_MS = 30_000

/** Waits until nearly all residents are in: the last ones take their time, as visitors do. */
async function settle({ report }: ScenarioContext, fleet: Fleet, residents: number): Promise<void> {
  const wanted = Math.floor(residents * 0.95)
  const open = () => fleet.received()[NODE.id]?.open ?? 0
  const deadline = Date.now() + JOIN_DEADLINE_MS
  while (open() < wanted && Date.now() < deadline) {
    report.progress(`${open()} of ${residents} residents connected`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  if (open() < wanted) throw new Error(`only ${open()} of ${residents} residents could connect`)
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
    const clients = options.number('knocking') ?? 300
    const forMs = options.number('for') ?? 20_000
    const issuer = new LabIssuer()
    const fleet = await startTemporaryFleet(context, {
      nodes: [NODE],
      clientsPerNode: residents,
      habits: { visitMs: 3_600_000, rampPerSecond: 40, gapMs: 100 },
      descriptorLimit: descriptors,
      trust: issuer.trust,
    })
    const [node] = fleet.nodes
    if (!node) throw new Error('the fleet has no node')
    const findings = new ExhaustionFindings()
    const recorder = new Recorder(
      'descriptor-exhaustion',
      (_id, status) => findings.note(status),
      ANSWER_DEADLINE_MS,
    )
    onFinish(() => recorder.close())
    // The collector's connection stands before trouble begins; a new one would not be accepted.
    await recorder.sample([node])
    await settle(context, fleet, residents)
    const lost = () => fleet.received()[node.id]?.lost ?? 0
    const lostBefore = lost()
    const note = `${residents} residents, ${clients} clients knocking for ${forMs / 1_000} s, ${descriptors} descriptors`
    recorder.mark(note)
    report.say(`${note}.`)
    const knocks = await knock({ node, clients, forMs, recorder, issuer, findings, report })
    const recording = recorder.recording(note)
    const file = options.text('record')
    if (file) writeRecording(file, recording)
    const storm = [...judgeRecording(recording)].some(({ verdict }) => verdict.state === 'storm')
    const checks = checksOf(findings, {
      descriptors,
      residents,
      residentsLost: lost() - lostBefore,
      knocking: clients,
      knocks,
      storm,
    })
    report.table('A server without descriptors', checkRows(checks))
    return checks.every(({ ok }) => ok) ? 'passed' : 'failed'
  },
}
