import 'server-only'
import { loadConfig } from '../config/load-config.ts'
import { processSlot } from './process-slot.ts'
import type { Runtime } from './runtime-parts.ts'
import { startRuntime } from './start-runtime.ts'

/**
 * The runtime of this process, started by the first who asks.
 * @throws {ConfigError | StoreError | KeyError} with a sentence
 */
export function runtime(): Promise<Runtime> {
  const held = processSlot<{ starting: Promise<Runtime> | null }>('runtime', () => ({ starting: null }))
  held.starting ??= startRuntime(loadConfig(), process.env)
  return held.starting
}
