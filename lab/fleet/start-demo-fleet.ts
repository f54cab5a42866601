import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFleetFile } from './fleet-file.ts'
import { DEMO_NODES } from './fleet-plan.ts'
import type { TrustedKey } from './server-process.ts'
import { type Fleet, startFleet } from './start-fleet.ts'

export type DemoOptions = {
  dataDir: string
  clientsPerNode: number
  trust?: TrustedKey[]
}

/** The demo fleet, with a `fleet.json` beside its journals for as long as it runs. */
export async function startDemoFleet(options: DemoOptions): Promise<Fleet> {
  const fleet = await startFleet({ ...options, nodes: DEMO_NODES, demo: true })
  const path = join(options.dataDir, 'fleet.json')
  writeFleetFile(path, fleet.file())
  const stop = async () => {
    rmSync(path, { force: true })
    await fleet.stop()
  }
  return { ...fleet, stop }
}
