import { expect, it } from 'vitest'
import { PrometheusError, type PrometheusProblem } from './problem.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import { createSourceRounds } from './source-rounds.ts'

const overloaded: PrometheusProblem = { kind: 'overloaded', status: 503, detail: '' }
const badQuery: PrometheusProblem = { kind: 'bad-query', detail: 'x' }

/** Answers, or fails with the problem that the query names. */
const client = {
  instant: async (query: string) => {
    if (query === 'overloaded') throw new PrometheusError(overloaded)
    if (query === 'bad') throw new PrometheusError(badQuery)
    return { data: [], warnings: query === 'part' ? ['store a is down'] : [] }
  },
  range: async () => ({ data: [], warnings: [] }),
  labelValues: async (label: string) => {
    throw new PrometheusError(label === 'overloaded' ? overloaded : badQuery)
  },
} as unknown as PrometheusClient

function roundsAt() {
  const clock = { at: 0 }
  const rounds = createSourceRounds(() => clock.at)
  const ask = (purpose: Parameters<typeof rounds.round>[0], ...queries: string[]) =>
    rounds.round(purpose, client, async watched => {
      for (const query of queries) await watched.instant(query).catch(() => null)
    })
  return { clock, rounds, ask }
}

it('a failure within a round counts, whatever is answered after it', async () => {
  const { rounds, ask } = roundsAt()
  expect(rounds.problem()).toBeUndefined()
  await ask('rows', 'bad', 'overloaded', 'well')
  expect(rounds.problem()).toEqual(overloaded)
  await ask('history', 'well')
  expect(rounds.problem()).toEqual(overloaded)
  await ask('rows', 'well')
  expect(rounds.problem()).toBeNull()
})

it('an answer in part counts until the next round is whole, and a failure goes before it', async () => {
  const { rounds, ask } = roundsAt()
  await ask('rows', 'part', 'well')
  expect(rounds.problem()).toEqual({ kind: 'partial', detail: 'store a is down' })
  await ask('rows', 'part', 'bad', 'part')
  expect(rounds.problem()).toEqual(badQuery)
  await ask('rows', 'well')
  expect(rounds.problem()).toBeNull()
})

it('an outage that a list of labels meets counts; that it cannot be listed does not', async () => {
  const { rounds } = roundsAt()
  const list = (label: string) =>
    rounds.round('history', client, watched => watched.labelValues(label, [], 0, 1).catch(() => null))
  await list('instance')
  expect(rounds.problem()).toBeNull()
  await list('overloaded')
  expect(rounds.problem()).toEqual(overloaded)
})

it('what nobody has asked for five minutes is forgotten', async () => {
  const { clock, rounds, ask } = roundsAt()
  await ask('history', 'bad')
  await ask('rows', 'well')
  clock.at = 301_000
  await ask('rows', 'well')
  expect(rounds.problem()).toBeNull()
})
