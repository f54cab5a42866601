import { BUCKET_MS, parse } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { type StormRecording, stormRecordingShape } from '../../contract/storm-recording.ts'
import { stormSample } from '../../domain/test/fleet-sample.ts'
import { AgentNode } from '../collector/agent-node.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { seriesOf, statusSample } from '../collector/test/status-sample.ts'
import { NodeJudge } from './node-judge.ts'
import { createStormRecorder } from './storm-recorder.ts'

const START = 1_750_000_000_000
const at = (second: number) => START + second * 1_000
const THRESHOLDS = {
  burstAttempts: 50,
  burstWindowMs: 1_000,
  sustainedPerSecond: 100,
  sustainedWindowMs: 60_000,
}

/** A node that answers once a second, and the recording of its storm. */
function recorded() {
  const target = { url: 'http://127.0.0.1:9401', id: 'ws-2', group: 'eu', readTokenFile: null, caFile: null }
  const judged = new NodeJudge(new AgentNode(target), THRESHOLDS)
  const recorder = createStormRecorder({
    store: { putRecording: async () => {} },
    onError: error => {
      throw error
    },
  })
  const storm = stormSample({ id: 'storm-1', nodes: ['ws-2'] })
  return {
    answer(
      second: number,
      counts: Partial<Record<'reconnect' | 'planned' | 'rejected' | 'closed', number>>,
      versions = [] as [string, number][],
    ) {
      const tenth = (count = 0) => Array<number>(10).fill(count / 10)
      const attempts = {
        ...seriesOf(second * 10, tenth(0), 50),
        reconnect: tenth(counts.reconnect),
        planned: tenth(counts.planned),
        rejected: tenth(counts.rejected),
        closed: tenth(counts.closed),
      }
      const clients = {
        ...statusSample().clients,
        versions: versions.map(([version, attemptsLast60s]) => ({
          version,
          connections: 1,
          attemptsLast60s,
        })),
      }
      judged.node.take(statusSample({ attempts, clients }), receivedAt(at(second + 1) - 50))
    },
    look: (second: number) => recorder.look([storm], [judged], at(second)),
    body(): StormRecording {
      const body = recorder.running('storm-1')
      if (body === null) throw new Error('nothing is recorded')
      return body
    },
  }
}

test('what clients did is recorded second by second: classes, what became of them, sessions that ended', () => {
  const one = recorded()
  for (let second = 0; second < 6; second++) {
    one.answer(second, { reconnect: second * 100, planned: 10, rejected: second * 50, closed: 30 })
    one.look(second + 1)
  }
  const seconds = one.body().nodes[0]?.seconds
  const first = at(0) / 1_000 - (seconds?.from ?? 0)
  expect(seconds?.reconnect.slice(first + 1, first + 5)).toEqual([100, 200, 300, 400])
  expect(seconds?.refused.slice(first + 1, first + 5)).toEqual([50, 100, 150, 200])
  expect(seconds?.planned.slice(first + 1, first + 5)).toEqual([10, 10, 10, 10])
  expect(seconds?.closed.slice(first + 1, first + 5)).toEqual([30, 30, 30, 30])
  expect(seconds?.firstTime.slice(first + 1, first + 5)).toEqual([0, 0, 0, 0])
  expect(parse(stormRecordingShape, JSON.parse(JSON.stringify(one.body()))).ok).toBe(true)
})

test('seconds that were not read in time are unknown, never zero, and keep their place', () => {
  const one = recorded()
  one.answer(0, { reconnect: 100 })
  one.answer(1, { reconnect: 100 })
  one.look(2)
  for (const second of [100, 101, 102]) one.answer(second, { reconnect: 300 })
  one.look(103)
  const { counts, fromMs, seconds } = one.body().nodes[0] ?? {}
  const place = (second: number) => at(second) / 1_000 - (seconds?.from ?? 0)
  expect(seconds?.reconnect[place(0)]).toBe(100)
  expect(seconds?.reconnect[place(50)]).toBeNull()
  expect(seconds?.closed[place(50)]).toBeNull()
  expect(seconds?.reconnect[place(101)]).toBe(300)
  expect(counts?.[(at(101) - (fromMs ?? 0)) / BUCKET_MS]).toBe(30)
})

test('client versions are those of the busiest minute, as shares of all its attempts', () => {
  const one = recorded()
  one.answer(0, { reconnect: 400 }, [['mobile 3.2.0', 320]])
  one.look(1)
  one.answer(1, { reconnect: 600 }, [
    ['web 9.1.0', 50],
    ['mobile 3.2.0', 830],
  ])
  one.look(2)
  const busiest = {
    endsAt: at(2),
    attempts: 1_000,
    versions: [
      { version: 'mobile 3.2.0', ratio: 0.83 },
      { version: 'web 9.1.0', ratio: 0.05 },
    ],
  }
  expect(one.body().busiestMinute).toEqual(busiest)
  // A minute later the same node tells less.
  one.answer(90, { reconnect: 10 }, [['web 9.1.0', 10]])
  one.look(91)
  expect(one.body().busiestMinute).toEqual(busiest)
})

test('where no agent names versions, none are claimed', () => {
  const one = recorded()
  one.answer(0, { reconnect: 400 })
  one.look(1)
  expect(one.body().busiestMinute).toBeNull()
})
