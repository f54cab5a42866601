import { stopAllParts } from './live-parts.ts'

const EXIT_CODE = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Repetitions within this time are copies of one Ctrl-C: from the terminal, and from every parent that passes it on. */
const SAME_REQUEST_MS = 1_000

/**
 * Ends everything on SIGINT, SIGTERM or SIGHUP: `finish` first, then every child, all within 2 s; a second request
 * does not wait. The exit code is the shell's for the first signal.
 */
export function stopOnSignal(
  finish: () => void | Promise<void> = () => {},
  exit: (code: number) => void = process.exit,
  now: () => number = () => performance.now(),
): void {
  let askedAt: number | null = null
  for (const [name, code] of Object.entries(EXIT_CODE)) {
    process.on(name, () => {
      if (askedAt !== null) return now() - askedAt > SAME_REQUEST_MS ? exit(code) : undefined
      askedAt = now()
      setTimeout(() => exit(code), 1_800).unref()
      void Promise.allSettled([finish(), stopAllParts()]).then(() => exit(code))
    })
  }
}
