import { join } from 'node:path'
import { DEMO_FLEET_FILE, DEMO_FOLDER, readFleetFile } from '../fleet/fleet-file.ts'
import { DEMO_CLIENTS_PER_NODE } from '../fleet/fleet-plan.ts'
import { startDemoFleet } from '../fleet/start-demo-fleet.ts'
import type { Scenario } from '../scenario.ts'

const open = (fleet: Awaited<ReturnType<typeof startDemoFleet>>) =>
  Object.values(fleet.received()).reduce((sum, stats) => sum + stats.open, 0)

/** The fleet that `npm start` shows when nothing is configured, without the dashboard. */
export const demo: Scenario = {
  name: 'demo',
  summary: 'four servers with 1,500 real clients each that come, talk and go; runs until Ctrl-C',
  options: {
    clients: { kind: 'number', help: 'clients a node', default: String(DEMO_CLIENTS_PER_NODE), max: 4_000 },
    for: { kind: 'duration', help: 'stop after this long', max: 86_400_000 },
  },
  async run({ options, report, onFinish }) {
    if (readFleetFile(DEMO_FLEET_FILE)) {
      throw new Error(`a demo fleet is running already (${DEMO_FLEET_FILE}); stop it first`)
    }
    const clients = options.number('clients') ?? DEMO_CLIENTS_PER_NODE
    const fleet = await startDemoFleet({ dataDir: DEMO_FOLDER, clientsPerNode: clients })
    onFinish(fleet.stop)
    report.table(
      'Demo fleet',
      fleet.nodes.map(({ id, group, serviceUrl, controlUrl }) => ({ id, group, serviceUrl, controlUrl })),
    )
    report.say(
      `Attach a storm to it with: npm run lab -- storm (found through ${join('.stormdeck', 'demo', 'fleet.json')})`,
    )
    const wanted = clients * fleet.nodes.length
    setInterval(() => report.progress(`${open(fleet)} of ${wanted} clients connected`), 1_000)
    const forMs = options.number('for')
    await new Promise<void>(resolve => {
      if (forMs !== undefined) setTimeout(resolve, forMs)
    })
    return 'passed'
  },
}
