import { UsageError } from '../../command-line/parse-options.ts'
import { DEMO_FLEET_FILE, type FleetFile, readFleetFile } from '../../fleet/fleet-file.ts'
import { DEMO_NODES } from '../../fleet/fleet-plan.ts'
import { startTemporaryFleet } from '../../fleet/start-temporary-fleet.ts'
import type { ScenarioContext } from '../../scenario.ts'
import { refuseStorm, STORM_CLIENT_VERSION, STORM_HOLD_MS, type StormPlan } from '../../storm/storm-plan.ts'

/**
 * The fleet that runs, or one of our own that ends with the storm.
 * @throws when a fleet was named and is not running
 */
export async function findFleet(context: ScenarioContext): Promise<FleetFile> {
  const { options, report } = context
  const named = options.text('fleet')
  const running = readFleetFile(named ?? DEMO_FLEET_FILE)
  if (running) return running
  if (named) {
    throw new Error(`${named} names no running fleet; start one with npm start or npm run lab -- demo`)
  }
  const clientsPerNode = options.number('clients') ?? 0
  report.say(`No demo fleet is running: starting one of our own, ${clientsPerNode} clients a node.`)
  const fleet = await startTemporaryFleet(context, { nodes: DEMO_NODES, clientsPerNode })
  return fleet.file()
}

/** @throws {UsageError} when a node is not of that fleet, or the storm would be larger than it may be */
export function planFrom({ options }: ScenarioContext, fleet: FleetFile): StormPlan {
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
