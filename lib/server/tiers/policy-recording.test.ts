import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { storeOn } from '../store/open-store.ts'
import { createPolicyRecorder, dryRunPolicy } from './policy-recording.ts'
import { policySight } from './policy-runner.ts'

const NODES = 100
const SECONDS = 600
const START = 1_750_000_000_000

it('records a storm of ten minutes on a hundred nodes from its beginning to its end', async () => {
  const store = await storeOn(new DatabaseSync(':memory:'))
  const recorder = createPolicyRecorder(store, error => {
    throw error
  })
  for (let second = 0; second < SECONDS + 130; second++) {
    const storming = second < SECONDS
    const nodes = Array.from({ length: NODES }, (_, i) => {
      const late = storming && i === 0 ? { loopLagMsP99: 900, stormState: 'storm' as const } : {}
      return { id: `ws-${i}`, input: policySight(nodeSample(`ws-${i}`, late)) }
    })
    recorder.look({ at: START + second * 1_000, nodes }, storming ? 's1' : null)
  }
  await new Promise(resolve => setImmediate(resolve))
  const body = JSON.parse((await store.storms.getRecording('s1', 'policy')) ?? '[]') as { at: number }[]
  expect(body[0]?.at).toBe(START)
  expect(body.at(-1)?.at).toBeGreaterThan(START + SECONDS * 1_000)
  const moves = (await dryRunPolicy(store, 's1')) ?? []
  expect(moves.map(({ from, to }) => [from, to])).toEqual([
    [1, 2],
    [2, 3],
    [3, 2],
    [2, 1],
  ])
  expect(moves[0]?.at).toBeLessThan(START + 10_000)
  await store.close()
})

it('is the same whatever is ordered on the node meanwhile', () => {
  const late = (orderedTier: 1 | 2 | 3) => policySight(nodeSample('ws-1', { loopLagMsP99: 900, orderedTier }))
  expect(late(2)).toEqual(late(1))
  expect(late(3)).toEqual(late(1))
})
