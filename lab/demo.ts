import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { array, object, text } from '@stormdeck/protocol'
import { DEMO_CLIENTS_PER_NODE, DEMO_NODES } from './fleet/fleet-plan.ts'
import { startDemoFleet } from './fleet/start-demo-fleet.ts'
import { stopAllParts } from './process/live-parts.ts'
import { stopOnSignal } from './process/stop-on-signal.ts'
import { watchParent } from './process/watch-parent.ts'

// The demo fleet as a child of `npm start`:
//   node lab/demo.ts --data DIR --trust-file FILE [--clients N]
// Writes DIR/fleet.json when its servers listen, says so in one line, and ends with its parent.

const trustShape = array(object({ keyId: text(64, 1), publicKey: text(64, 1) }), 8)

function readArguments() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'trust-file': { type: 'string' },
      clients: { type: 'string', default: String(DEMO_CLIENTS_PER_NODE) },
    },
  })
  if (!values.data) throw new Error('--data DIR is missing: where the demo keeps its journals')
  const clientsPerNode = Number(values.clients)
  if (!Number.isInteger(clientsPerNode) || clientsPerNode < 0 || clientsPerNode > 4_000) {
    throw new Error('--clients is a number of clients a node, from 0 to 4000')
  }
  const trustFile = values['trust-file']
  const trust = trustFile ? trustShape(JSON.parse(readFileSync(trustFile, 'utf8'))) : []
  return { dataDir: values.data, clientsPerNode, trust }
}

try {
  const options = readArguments()
  let finish: () => Promise<void> = stopAllParts
  stopOnSignal(() => finish())
  watchParent(() => void finish().finally(() => process.exit(0)))
  const fleet = await startDemoFleet(options)
  finish = fleet.stop
  const inAll = options.clientsPerNode * DEMO_NODES.length
  process.stdout.write(`Demo fleet: ${DEMO_NODES.length} servers listen, ${inAll} clients are joining.\n`)
} catch (error) {
  process.stderr.write(`demo fleet: ${error instanceof Error ? error.message : String(error)}\n`)
  await stopAllParts()
  process.exit(1)
}
