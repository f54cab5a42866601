import type { Row } from '../../report/format-table.ts'
import type { OptionSpec, Scenario, ScenarioContext } from '../../scenario.ts'
import { type StormResult, startStorm } from '../../storm/start-storm.ts'
import { STORM_CAPS, STORM_CLIENT_VERSION, STORM_HOLD_MS, type StormPlan } from '../../storm/storm-plan.ts'
import { recordStorm } from './record-storm.ts'
import { findFleet, planFrom } from './storm-target.ts'

const OPTIONS: Record<string, OptionSpec> = {
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
  'client-version': { kind: 'text', help: 'what the clients call themselves', default: STORM_CLIENT_VERSION },
  fleet: { kind: 'text', help: "a running fleet's fleet.json, unless it is the demo's" },
  clients: {
    kind: 'number',
    help: 'clients a node of our own fleet, if none runs',
    default: '300',
    max: 4_000,
  },
  record: { kind: 'text', help: 'write what the agents reported to this file' },
}

type Bursts = Map<string, number>

async function runStorm({ report, onFinish }: ScenarioContext, plan: StormPlan, bursts: Bursts) {
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
  return running.done
}

function rowOf(id: string, result: StormResult, bursts: Bursts): Row {
  const count = result.nodes[id]
  const refused = Object.entries(count?.refused ?? {}).map(([status, times]) => `${times} × ${status}`)
  const burstAt = bursts.get(id)
  return {
    node: id,
    attempts: count?.attempts ?? null,
    accepted: count?.accepted ?? null,
    refused: refused.join(', ') || 'none',
    failed: count?.failed ?? null,
    'held back': count?.heldBack ?? null,
    'burst at (epoch ms)': burstAt === undefined ? null : String(Math.round(burstAt)),
  }
}

/** Real clients of a broken release that retry at once, against chosen nodes of a running fleet. */
export const storm: Scenario = {
  name: 'storm',
  summary: 'clients of a broken mobile release retry at once against chosen nodes of the demo fleet',
  options: OPTIONS,
  async run(context) {
    const { report } = context
    const fleet = await findFleet(context)
    const plan = planFrom(context, fleet)
    const names = plan.targets.map(target => target.id).join(' and ')
    report.say(
      `Storm on ${names}: ${plan.attemptsPerSecond} attempts a second each for ${plan.forMs / 1_000} s.`,
    )
    const bursts: Bursts = new Map()
    const result = await recordStorm(context, fleet, plan, () => runStorm(context, plan, bursts))
    const [from, to] = [result.startedAt, result.endedAt].map(at => new Date(at).toISOString())
    report.table(
      `Storm from ${from} to ${to}`,
      plan.targets.map(({ id }) => rowOf(id, result, bursts)),
    )
    return plan.targets.every(({ id }) => (result.nodes[id]?.attempts ?? 0) > 0) ? 'passed' : 'failed'
  },
}
