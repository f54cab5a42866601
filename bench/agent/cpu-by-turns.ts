import { BenchServer } from './bench-server.ts'
import type { Mode } from './server-process.ts'

/** Values of each mode, one a pair. */
export type Samples = Partial<Record<Mode, number[]>>

/**
 * Until then the compiler's own work is most of what is measured: after 5,000 the agent's part of an accept is still 30 to
 * 50 µs, after 15,000 a few.
 */
const WARM_UP = 15_000
/** Turns of each server in a pair, and the knocks of a turn: shorter than what disturbs a shared machine lasts. */
const TURNS = 10
const KNOCKS = 500

type Runner = { mode: Mode; server: BenchServer; cpuMicros: number }

/**
 * CPU of a server's process for each knock, µs. The servers of a pair run side by side and take short turns, so that
 * what else the machine does hits all of them alike. What a turn has opened is closed before the next, uncounted.
 */
export async function cpuByTurns(modes: readonly Mode[], pairs: number): Promise<Samples> {
  const samples: Samples = {}
  for (let pair = 0; pair < pairs; pair++) {
    for (const { mode, server, cpuMicros } of await runPair(modes)) {
      samples[mode] = [...(samples[mode] ?? []), cpuMicros / (TURNS * KNOCKS)]
      await server.stop()
    }
  }
  return samples
}

async function runPair(modes: readonly Mode[]): Promise<Runner[]> {
  const runners: Runner[] = []
  for (const mode of modes) {
    const server = await BenchServer.start(mode)
    for (let knocked = 0; knocked < WARM_UP; knocked += KNOCKS) await takeTurn(server)
    runners.push({ mode, server, cpuMicros: 0 })
  }
  for (let turn = 0; turn < TURNS; turn++) {
    // Turned round each time, so that none always follows the same other.
    for (const runner of turn % 2 ? runners.toReversed() : runners)
      runner.cpuMicros += await takeTurn(runner.server)
  }
  return runners
}

async function takeTurn(server: BenchServer): Promise<number> {
  const before = await server.ask('read')
  await server.knock(KNOCKS)
  const after = await server.ask('read')
  await server.leave()
  return after.cpuMicros - before.cpuMicros
}
