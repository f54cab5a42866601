import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { StormState } from '../../lib/domain/storm/storm-state.ts'
import { judgeRecording } from './judge-recording.ts'
import { fixturePath } from './recorder.ts'
import { type Recording, recordingShape, replay } from './recording.ts'

const FOLDER = fileURLToPath(new URL('../fixtures/', import.meta.url))
const MAX_BYTES = 200_000

const read = (scenario: string): Recording =>
  recordingShape(JSON.parse(readFileSync(fixturePath(scenario), 'utf8')))

/** The states each node went through, in order, without repeats. */
function statesOf(recording: Recording): Record<string, StormState[]> {
  const states: Record<string, StormState[]> = {}
  for (const { node, verdict } of judgeRecording(recording)) {
    states[node] ??= []
    const seen = states[node]
    if (seen.at(-1) !== verdict.state) seen.push(verdict.state)
  }
  return states
}

const files = readdirSync(FOLDER).filter(name => name.endsWith('.json'))

test('every scenario that judges agents has left a recording', () => {
  expect(files.sort()).toEqual([
    'calm.json',
    'deploy-restart.json',
    'descriptor-exhaustion.json',
    'leak-and-storm.json',
    'ota-reboot.json',
    'quiet-day.json',
    'slow-clients.json',
    'storm.json',
  ])
})

test.each(files)(
  '%s is small, says how it was made, and every answer in it is a whole status today',
  file => {
    expect(statSync(`${FOLDER}${file}`).size).toBeLessThan(MAX_BYTES)
    const recording = read(file.replace('.json', ''))
    expect(recording.note.length).toBeGreaterThan(10)
    const statuses = [...replay(recording)].filter(({ status }) => status !== null)
    expect(statuses.length).toBeGreaterThan(5)
  },
)

test('the storm is seen on the two nodes it hit, and clears', () => {
  const states = statesOf(read('storm'))
  for (const node of ['ws-2', 'ws-3'])
    expect(states[node]).toEqual(expect.arrayContaining(['storm', 'clearing']))
  for (const node of ['ws-1', 'ws-4']) expect(states[node]).not.toContain('storm')
})

test.each(['calm', 'quiet-day'])('nothing on %s is an alarm', scenario => {
  const states = Object.values(statesOf(read(scenario))).flat()
  expect(states).not.toContain('storm')
  expect(states).not.toContain('suspected')
})

test('without descriptors the storm may not end while the count is a lower bound', () => {
  const recording = read('descriptor-exhaustion')
  const bounded = [...judgeRecording(recording)].filter(({ verdict }) => verdict.lowerBound)
  expect(bounded.length).toBeGreaterThan(3)
  const stormed = bounded.findIndex(({ verdict }) => verdict.state === 'storm')
  expect(stormed).toBeGreaterThanOrEqual(0)
  expect(bounded.slice(stormed).every(({ verdict }) => verdict.state === 'storm')).toBe(true)
})
