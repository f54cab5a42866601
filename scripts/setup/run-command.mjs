import { spawn } from 'node:child_process'
import { stopping, trackChild } from './own-children.mjs'

/**
 * Runs a command to its end, in a process group of its own that ends with this process. With `quiet`, output is kept
 * and handed back instead of shown.
 * @returns {Promise<{ code: number, output: string }>} `code` is 143 when a signal ended it
 */
export function runCommand(command, args, { cwd, env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    trackChild(child, { group: true })
    let output = ''
    const keep = chunk => {
      output = (output + chunk).slice(-200_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      // Whoever asked the children to end also ends this process; nothing more is to be done or said.
      if (!stopping()) resolve({ code: code ?? (signal ? 143 : 1), output })
    })
  })
}
