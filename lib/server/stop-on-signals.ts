/** Longest time that closing may take before the process ends anyway. */
const STOP_WITHIN_MS = 800

/**
 * Ends the process on SIGTERM and SIGINT: Next itself waits for open streams, which never end (stack.md). A second signal
 * ends it at once.
 */
export function stopOnSignals(close: () => Promise<void>, exit: (code: number) => void = process.exit): void {
  let stopping = false
  const stop = () => {
    if (stopping) return exit(1)
    stopping = true
    setTimeout(() => exit(1), STOP_WITHIN_MS).unref()
    close().then(
      () => exit(0),
      error => {
        console.error('stormdeck: could not stop cleanly:', error)
        exit(1)
      },
    )
  }
  // Next's own handlers would wait for the streams that ours ends.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal)
    process.on(signal, stop)
  }
}
