import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { array, type Infer, integer, object, parse, text } from '@stormdeck/protocol'

/** Where a running fleet says who it is, for whoever wants to attach to it. */
export const fleetFileShape = object({
  nodes: array(
    object({
      id: text(63, 1),
      group: text(63, 1),
      /** The agent's control listener. */
      controlUrl: text(200, 1),
      /** What clients connect to. */
      serviceUrl: text(200, 1),
      pid: integer(1),
    }),
    64,
  ),
  /** The process that holds the fleet; the file is worth nothing once it is gone. */
  pid: integer(1),
  /** Answers what the fleet's clients have received, by node and topic. */
  reportUrl: text(200, 1),
})
export type FleetFile = Infer<typeof fleetFileShape>

/** Where `npm start` keeps its demo fleet. */
export const DEMO_FOLDER = fileURLToPath(new URL('../../.stormdeck/demo', import.meta.url))
export const DEMO_FLEET_FILE = join(DEMO_FOLDER, 'fleet.json')

/** Written whole or not at all: a reader never sees half a file. */
export function writeFleetFile(path: string, fleet: FleetFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, `${JSON.stringify(fleet, null, 2)}\n`)
  renameSync(unfinished, path)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The running fleet that a file speaks of; `null` when there is none. */
export function readFleetFile(path: string): FleetFile | null {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  const fleet = parse(fleetFileShape, content)
  return fleet.ok && isRunning(fleet.value.pid) ? fleet.value : null
}
