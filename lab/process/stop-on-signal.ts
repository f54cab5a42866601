import { stopAllParts } from './live-parts.ts'

const EXIT_CODE = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * Ends everything on SIGINT, SIGTERM or SIGHUP: `finish` first, then every child, all within 2 s; a second signal
 * does not wait. The exit code is the shell's for that signal.
 */
export function stopOnSignal(finish: () => void | Promise<void> = () => {}): void {
  let asked = false
  for (const [name, code] of Object.entries(EXIT_CODE)) {
    process.on(name, () => {
      if (asked) process.exit(code)
      asked = true
      setTimeout(() => process.exit(code), 1_800).unref()
      void Promise.allSettled([finish(), stopAllParts()]).then(() => process.exit(code))
    })
  }
}
