import { UsageError } from '../command-line/parse-options.ts'
import { DEMO_FLEET_FILE, type FleetFile, readFleetFile } from '../fleet/fleet-file.ts'
import { DEMO_NODES } from '../fleet/fleet-plan.ts'
import { startTemporaryFleet } from '../fleet/start-temporary-fleet.ts'
import type { Scenario, ScenarioContext } from '../scenario.ts'
import { startStorm } from '../storm/start-storm.ts'
import {
  refuseStorm,
  STORM_CAPS,
  STORM_CLIENT_VERSION,
  STORM_HOLD_MS,
  type StormPlan,
} from '../storm/storm-plan.ts'
import type { StormCount } from '../storm/storm-process.ts'

const OWN_FLEET_CLIENTS = 300

/** The fleet that runs, or one of our own that ends with the storm. */
async function findFleet(context: ScenarioContext): Promise<FleetFile> {
  const { options, report } = context
  const named = options.text('fleet')
  const running = readFleetFile(named ?? DEMO_FLEET_FILE)
  if (running) return running
  if (named)
    throw new Error(`${named} names no running fleet; start one with npm start or npm run lab -- demo`)
  report.say(`No demo fleet is running: starting one of our own, ${OWN_FLEET_CLIENTS} clients a node.`)
  const fleet = await startTemporaryFleet(context, { nodes: DEMO_NODES, clientsPerNode: OWN_FLEET_CLIENTS })
  return fleet.file()
}

function planFrom({ options }: ScenarioContext, fleet: FleetFile): StormPlan {
  const names = (options.text('nodes') ?? '').split(',').filter(name => name !== '')
  const targets = names.map(name => {
    const node = fleet.nodes.find(candidate => candidate.id === name)
    if (!node) {
      throw new UsageError(
        `--nodes: there is no node "${name}"; there are ${fleet.nodes.map(({ id }) => id).join(', ')}`,
      )
    }
    return { id: node.id, serviceUrl: node.serviceUrl }
  })
  const plan = {
    targets,
    attemptsPerSecond: options.number('rate') ?? 300,
    forMs: options.number('for') ?? 60_000,
    clientVersion: options.text('client-version') ?? STORM_CLIENT_VERSION,
    holdMs: options.number('hold') ?? STORM_HOLD_MS,
  }
  const refusal = refuseStorm(plan)
  if (refusal) throw new UsageError(refusal)
  return plan
}

const refusals = (refused: StormCount['refused']) =>
  Object.entries(refused)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ') || 'none'

/** Real clients of a broken release that retry at once, against chosen nodes of a running fleet. */
export const storm: Scenario = {
  name: 'storm',
  summary: 'clients of a broken mobile release retry at once against chosen nodes of the demo fleet',
  options: {
    nodes: { kind: 'text', help: 'which, joined by commas', default: 'ws-2,ws-3' },
    rate: {
      kind: 'number',
      help: 'attempts a second on each of them',
      default: '300',
      min: 1,
      max: STORM_CAPS.attemptsPerSecondPerNode,
    },
    for: { kind: 'duration', help: 'how long', default: '60s', min: 100, max: STORM_CAPS.forMs },
    hold: {
      kind: 'duration',
      help: 'how long an accepted client stays before it breaks off and retries',
      default: `${STORM_HOLD_MS}ms`,
      max: 5_000,
    },
    'client-version': {
      kind: 'text',
      help: 'what the clients call themselves',
      default: STORM_CLIENT_VERSION,
    },
    fleet: { kind: 'text', help: "a running fleet's fleet.json, unless it is the demo's" },
  },
  async run(context) {
    const { report, onFinish } = context
    const fleet = await findFleet(context)
    const plan = planFrom(context, fleet)
    const names = plan.targets.map(target => target.id).join(' and ')
    report.say(
      `Storm on ${names}: ${plan.attemptsPerSecond} attempts a second each for ${plan.forMs / 1_000} s.`,
    )
    const bursts = new Map<string, number>()
    const endsAt = Date.now() + plan.forMs
    const running = await startStorm(plan, {
      onBurst(node, at) {
        if (!bursts.has(node)) bursts.set(node, at)
        report.event(
          { event: 'burst', node, at },
          `${node}: 50 attempts within a second at ${Math.round(at)} ms`,
        )
      },
      onCount(nodes) {
        const inAll = Object.values(nodes).reduce((sum, count) => sum + count.attempts, 0)
        report.progress(`${inAll} attempts, ${Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000))} s to go`)
      },
    })
    onFinish(running.stop)
    const result = await running.done
    report.table(
      `Storm from ${new Date(result.startedAt).toISOString()} to ${new Date(result.endedAt).toISOString()}`,
      plan.targets.map(({ id }) => {
        const count = result.nodes[id]
        return {
          node: id,
          attempts: count?.attempts ?? null,
          accepted: count?.accepted ?? null,
          refused: count ? refusals(count.refused) : null,
          failed: count?.failed ?? null,
          'held back': count?.heldBack ?? null,
          'burst at (epoch ms)': bursts.has(id) ? String(Math.round(bursts.get(id) ?? 0)) : null,
        }
      }),
    )
    return plan.targets.every(({ id }) => (result.nodes[id]?.attempts ?? 0) > 0) ? 'passed' : 'failed'
  },
}
