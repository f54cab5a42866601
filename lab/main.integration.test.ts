import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

function lab(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', chunk => {
    said += chunk
  })
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)))
  return { child, ended, said: () => said }
}

/** Pids of the processes whose parent is `pid`, from /proc. */
function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.map(Number).filter(candidate => {
    try {
      const stat = readFileSync(`/proc/${candidate}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid
    } catch {
      return false
    }
  })
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('--help names every scenario', async () => {
  const run = lab('--help')
  expect(await run.ended).toBe(0)
  for (const name of ['demo', 'storm', 'calm', 'quiet-day', 'deploy-restart'])
    expect(run.said()).toContain(name)
})

test.each([
  [['nonsense'], 'there is no scenario "nonsense"'],
  [['storm', '--rate', '0'], '--rate 0: expected 1 to 2000'],
  [['storm', '--for', 'ever'], 'expected a time'],
])('%j is answered with a sentence and exit code 2', async (args, sentence) => {
  const run = lab(...args)
  expect(await run.ended).toBe(2)
  expect(run.said()).toContain(sentence)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends everything within 2 s and leaves no process', async (signal, code) => {
  const run = lab('calm', '--clients', '10', '--for', '120s')
  await expect.poll(run.said, { timeout: 60_000 }).toContain('watched for')
  const children = childrenOf(run.child.pid ?? -1)
  expect(children).toHaveLength(6)
  const at = Date.now()
  run.child.kill(signal)
  expect(await run.ended).toBe(code)
  expect(Date.now() - at).toBeLessThan(2_000)
  await expect.poll(() => children.filter(isAlive)).toEqual([])
})
