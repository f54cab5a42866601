import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time.mjs'

const MODULE = fileURLToPath(new URL('./one-at-a-time.mjs', import.meta.url))
const NAME = `test-${process.pid}`
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process that begins the work, says so, and never ends it. */
async function holder(): Promise<ChildProcess> {
  const program = `
    import { oneAtATime } from ${JSON.stringify(MODULE)}
    await oneAtATime(${JSON.stringify(NAME)}, () => new Promise(() => {
      setInterval(() => {}, 60_000)
      console.log('begun')
    }))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface(child.stdout)) if (line === 'begun') return child
  throw new Error('the process ended before it began')
}

describe.runIf(process.platform === 'linux')('work of one name', () => {
  it('is done by one at a time, by all of them, and once more after one that fails', async () => {
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
    }
    const fails = () => oneAtATime(NAME, () => Promise.reject(new Error('does not build')))
    const all = [oneAtATime(NAME, work), fails(), oneAtATime(NAME, work), oneAtATime(NAME, work)]
    const outcomes = await Promise.allSettled(all)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(most).toBe(1)
    await oneAtATime(NAME, work)
  })

  it('waits for another process, says so once, and goes on when that is killed', async () => {
    const child = await holder()
    const said: string[] = []
    let waits = () => {}
    const waiting = new Promise<void>(resolve => {
      waits = resolve
    })
    const done = oneAtATime(
      NAME,
      async () => void said.push('done'),
      () => {
        said.push('waits')
        waits()
      },
    )
    await waiting
    await oneAtATime(`${NAME}-other`, async () => void said.push('other work'))
    child.kill('SIGKILL')
    await done
    expect(said).toEqual(['waits', 'other work', 'done'])
  })
})
