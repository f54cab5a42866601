/**
 * Every child process that runs now. Whatever ends the lab ends these first, so that no process is left behind.
 */
const live = new Map<number, (graceMs: number) => Promise<void>>()

export function rememberPart(pid: number, stop: (graceMs: number) => Promise<void>): void {
  live.set(pid, stop)
}

export function forgetPart(pid: number): void {
  live.delete(pid)
}

/** Asks every child to end and kills those that have not done so within `graceMs`. Never throws. */
export async function stopAllParts(graceMs = 1_000): Promise<void> {
  await Promise.allSettled([...live.values()].map(stop => stop(graceMs)))
}

// The last resort, when something calls process.exit without waiting.
process.on('exit', () => {
  for (const pid of live.keys()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
})
