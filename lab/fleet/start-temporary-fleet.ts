import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScenarioContext } from '../scenario.ts'
import { type Fleet, type FleetOptions, startFleet } from './start-fleet.ts'

/** A fleet of a scenario's own, whose processes and journals are gone when the scenario ends. */
export async function startTemporaryFleet(
  { onFinish }: Pick<ScenarioContext, 'onFinish'>,
  options: Omit<FleetOptions, 'dataDir'>,
): Promise<Fleet> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
  onFinish(() => rmSync(dataDir, { recursive: true, force: true }))
  const fleet = await startFleet({ ...options, dataDir })
  onFinish(fleet.stop)
  return fleet
}
