/** Longest time that closing may take before the process ends anyway. */
const STOP_WITHIN_MS = 800

/**
 * Ends the process on SIGTERM, SIGINT or SIGHUP: Next itself waits for open streams, which never end (facts.md, M4). A
 * terminal's Ctrl-C reaches every process of the group and is then passed on by each parent, so that one press arrives
 * several times: repetitions change nothing, and nothing needs to be forced, since the end is at most 0.8 s away.
 *
 * With STORMDECK_STOP_WITH_STDIN, the end of standard input is one more such signal: a parent that was killed outright
 * cannot send any.
 */
export function stopOnSignals(close: () => Promise<void>, exit: (code: number) => void = process.exit): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
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
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.removeAllListeners(signal)
    process.on(signal, stop)
  }
  if (process.env.STORMDECK_STOP_WITH_STDIN === '1') stopWithStdin(stop)
}

function stopWithStdin(stop: () => void): void {
  process.stdin.on('end', stop).on('error', stop).resume()
  if ('unref' in process.stdin) process.stdin.unref()
}
