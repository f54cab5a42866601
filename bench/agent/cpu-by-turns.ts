import { BenchServer } from './bench-server.ts'
import type { Mode } from './server-process.ts'

/** Values of each mode, one a pair. */
export type Samples = Partial<Record<Mode, number[]>>

/** Turns before the first that counts: until then the compiler's own work is much of what is measured. */
const WARM_UP_TURNS = 30
/** Turns of each server in a pair, and the knocks of a turn: shorter than what disturbs a shared machine lasts. */
const TURNS = 12
const KNOCKS = 500

type Runner = { mode: Mode; server: BenchServer; cpuMicros: number }

/**
 * CPU of a server's process for each knock, µs. The servers of a pair run side by side and take short turns, so that
 * what else the machine does hits all of them alike. What a turn has opened is closed before the next, uncounted. They
 * warm up by turns as well: a server that waits for the others to do so forgets its compiled code, and measures twice
 * what it costs.
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
  for (const mode of modes) runners.push({ mode, server: await BenchServer.start(mode), cpuMicros: 0 })
  for (let turn = 0; turn < WARM_UP_TURNS + TURNS; turn++) {
    for (const runner of inTurn(runners, turn)) {
      const cpuMicros = await takeTurn(runner.server)
      if (turn >= WARM_UP_TURNS) runner.cpuMicros += cpuMicros
    }
  }
  return runners
}

/** Another one first each time, and the other way round every second: none always follows the same other. */
function inTurn<T>(all: readonly T[], turn: number): T[] {
  const first = turn % all.length
  const rotated = [...all.slice(first), ...all.slice(0, first)]
  return turn % 2 ? rotated.toReversed() : rotated
}

async function takeTurn(server: BenchServer): Promise<number> {
  const before = await server.ask('read')
  await server.knock(KNOCKS)
  const after = await server.ask('read')
  await server.leave()
  return after.cpuMicros - before.cpuMicros
}
