import { spawn } from 'node:child_process'
import { root } from '../setup/root.mjs'
import { say } from '../setup/say.mjs'

const TERM_GRACE_MS = 1_500

/**
 * Starts one of our processes. Its standard input is a pipe that ends when this process does, however it dies, which
 * the child takes as its order to stop.
 */
export function startChild(name, args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, STORMDECK_STOP_WITH_STDIN: '1' },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.on('error', () => {})
  const exited = new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })))
  return { name, child, exited, answers: url => answers(url, exited, name) }
}

/** Resolves when the address answers 2xx; gives up when the process ends first. */
async function answers(url, exited, name) {
  let ended = false
  exited.then(() => {
    ended = true
  })
  while (!ended) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      response => response.ok,
      () => false,
    )
    if (ok) return
    await new Promise(resolve => setTimeout(resolve, 150))
  }
  say.fail(`${name} ended before it was ready; its last words stand above`)
  process.exit(1)
}

/** Killed outright, npm cannot pass anything on; what is left to notice is that it is no longer our parent. */
function stopWithNpm(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
}

/** Ends all of them when one ends or a signal arrives, within 2 s, leaving no process. */
export function superviseUntilStopped(children) {
  let stopping = false
  const stop = async code => {
    if (stopping) return
    stopping = true
    for (const { child } of children) child.kill('SIGTERM')
    const kill = setTimeout(() => {
      for (const { child } of children) child.kill('SIGKILL')
    }, TERM_GRACE_MS)
    await Promise.all(children.map(({ exited }) => exited))
    clearTimeout(kill)
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))
  stopWithNpm(() => stop(0))
  for (const { name, exited } of children) {
    exited.then(({ code, signal }) => {
      if (stopping) return
      say.fail(`${name} ended by itself (${signal ?? `code ${code}`}); stopping the rest`)
      stop(1)
    })
  }
}
