import { spawn } from 'node:child_process'

/**
 * Runs a command to its end. With `quiet`, output is kept and handed back instead of shown.
 * @returns {Promise<{ code: number, output: string }>} `code` is 128 + n when a signal ended it
 */
export function runCommand(command, args, { cwd, env, quiet = false, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet || onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    let output = ''
    const keep = chunk => {
      output = (output + chunk).slice(-200_000)
      if (onLine) for (const line of String(chunk).split('\n')) if (line.trim()) onLine(line)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 143 : 1), output }))
  })
}
