import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const here = import.meta.url
const SETTING_UP = `
  import { stopOnSignals } from '${new URL('own-children.mjs', here)}'
  import { runCommand } from '${new URL('run-command.mjs', here)}'
  stopOnSignals({ graceMs: 5_000 })
  setTimeout(() => console.log('building'), 100)
  await runCommand('sh', ['-c', SCRIPT], { quiet: true })
  console.log('went on')`

/** A set-up that runs a build, which has a child itself; as a terminal would, it is started in a group of its own. */
async function startSettingUp(script = 'sleep 600 & sleep 600') {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', SETTING_UP.replace('SCRIPT', JSON.stringify(script))],
    { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  const building = new Promise(resolve =>
    child.stdout?.on('data', chunk => {
      output += chunk
      resolve(undefined)
    }),
  )
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  await building
  const below = await descendantsOf(child, 2)
  return { child, below, ended, output: () => output }
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

/** Waits until the process has so many descendants. */
async function descendantsOf({ pid }: ChildProcess, atLeast: number): Promise<number[]> {
  for (;;) {
    const all = readdirSync('/proc').map(Number).filter(Boolean)
    const parents = new Map(all.map(each => [each, parentOf(each)]))
    const isBelow = (each: number | undefined): boolean =>
      each !== undefined && (parents.get(each) === pid || (each > 1 && isBelow(parents.get(each))))
    const below = all.filter(isBelow)
    if (below.length >= atLeast) return below
    await new Promise(resolve => setImmediate(resolve))
  }
}

const alive = (pids: number[]) =>
  pids.filter(pid => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
    } catch {
      return false
    }
  })

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s during set-up leaves no process, not even of the build, and nothing more is done',
  async signal => {
    const { child, below, ended, output } = await startSettingUp()
    child.kill(signal)
    expect(await ended).toBe({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal])
    await expect.poll(() => alive(below)).toEqual([])
    expect(output()).toBe('building\n')
  },
)

it('one Ctrl-C that arrives at the group and again from a parent is one stop', async () => {
  const { child, below, ended } = await startSettingUp('trap "" INT; sleep 600 & wait')
  process.kill(-(child.pid as number), 'SIGINT')
  child.kill('SIGINT')
  process.kill(below[0] as number, 'SIGTERM')
  expect(await ended).toBe(130)
  await expect.poll(() => alive(below)).toEqual([])
})
