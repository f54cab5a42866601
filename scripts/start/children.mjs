import { spawn } from 'node:child_process'
import { stopChildren, stopping, trackChild } from '../setup/own-children.mjs'
import { root } from '../setup/root.mjs'
import { say } from '../setup/say.mjs'

export const STOP_GRACE_MS = 1_500

/**
 * Starts one of our processes. Its standard input is a pipe that ends when this process does, however it dies, which
 * the child takes as its order to stop.
 */
export function startChild(name, args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, STORMDECK_STOP_WITH_STDIN: '1' },
    detached: true,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  trackChild(child, { group: true })
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
  say.fail(`${name} ended before it was ready; its last output is above`)
  process.exit(1)
}

/** Ends all of them, and this process, when one ends without having been asked to. */
export function stopWhenOneEnds(children) {
  for (const { name, exited } of children) {
    exited.then(async ({ code, signal }) => {
      if (stopping()) return
      say.fail(`${name} ended unexpectedly (${signal ?? `code ${code}`}); stopping the rest`)
      await stopChildren('SIGTERM', STOP_GRACE_MS)
      process.exit(1)
    })
  }
}
