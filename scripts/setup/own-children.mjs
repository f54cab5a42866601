/** Every process that this one has started and that still runs, so that none outlives it. */
const running = new Map()
let asked = false

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

/**
 * Keeps track of a child until it ends.
 * @param group it leads a process group of its own (`detached`), and a signal goes to the whole group: `npm install`
 *   and `next build` have children themselves
 * @param patient it ends its own children within a time of its own, so it is waited for and never killed
 */
export function trackChild(child, { group = false, patient = false } = {}) {
  const exited = new Promise(resolve => {
    child.once('exit', resolve)
    child.once('error', resolve)
  })
  const kill = signal => {
    try {
      if (group && child.pid) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch {
      // Gone already.
    }
  }
  running.set(child, { kill, exited, patient })
  void exited.then(() => running.delete(child))
}

/** True once the children have been asked to end. */
export const stopping = () => asked

/** Asks every child to end and kills those that have not done so within `graceMs`. */
export async function stopChildren(signal, graceMs) {
  asked = true
  const children = [...running.values()]
  const killRest = () => {
    for (const { kill, patient } of children) if (!patient) kill('SIGKILL')
  }
  for (const { kill } of children) kill(signal)
  const late = setTimeout(killRest, graceMs)
  await Promise.all(children.map(({ exited }) => exited))
  clearTimeout(late)
  // What a child has left behind in its group.
  killRest()
}

/**
 * From now on a signal ends the children first, then this process. One Ctrl-C may arrive more than once (from the
 * terminal and from npm), so repetitions change nothing; what does not end within `graceMs` is killed.
 * @param exitCode of this process, from the signal's number; the shell's convention unless given
 */
export function stopOnSignals({ graceMs, exitCode = number => 128 + number }) {
  const stop = async (signal, number) => {
    if (asked) return
    await stopChildren(signal, graceMs)
    process.exit(exitCode(number))
  }
  for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => stop(signal, number))
  stopWithNpm(() => stop('SIGTERM', SIGNALS.SIGTERM))
}

/** Killed outright, npm cannot pass anything on; what is left to notice is that it is no longer our parent. */
function stopWithNpm(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
}

// The last resort, when something calls process.exit without waiting.
process.on('exit', () => {
  for (const { kill } of running.values()) kill('SIGKILL')
})
