import { agentStatusShape, parse } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseFeedMessage } from '../../contract/feed.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import { fleetSample } from '../../domain/test/fleet-sample.ts'
import { AgentNode } from '../collector/agent-node.ts'
import { AgentReadError } from '../collector/agent-read-error.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { seriesOf, statusSample } from '../collector/test/status-sample.ts'
import { configSchema } from '../config/config-schema.ts'
import { createAssembler } from '../runtime/assemble-state.ts'
import { agentsSource } from './agents-source.ts'
import { createFleet } from './fleet.ts'

const START = 1_750_000_000_000
const MAX = Number.MAX_SAFE_INTEGER

const oddString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('\u0001', 'a\u0000b', '\ud800', 'x'.repeat(600), '__proto__', 'constructor'),
)
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(0, -1, 0.5, MAX, MAX + 1, 1e-320, Number.MAX_VALUE, null, true, [], {}),
  fc.constantFrom<unknown>([MAX], [MAX, MAX, MAX], Array(600).fill(MAX)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  oddString,
  fc.dictionary(oddString, fc.constantFrom<unknown>(1, MAX, 'open', null), { maxKeys: 4 }),
)
/** Where an answer is spoiled: a way down into it, then a value in place of what is there, or beside it. */
const spoiling = fc.record({
  way: fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
  value: oddValue,
  beside: oddString,
})

type Json = Record<string, unknown> | unknown[]

function spoil(into: Json, { way, value, beside }: { way: number[]; value: unknown; beside: string }): void {
  const [step = 0, ...rest] = way
  const keys = Object.keys(into)
  if (keys.length === 0) {
    Object.assign(into, { [beside]: value })
    return
  }
  const key = keys[step % keys.length] ?? ''
  const held = (into as Record<string, unknown>)[key]
  if (rest.length > 0 && typeof held === 'object' && held !== null)
    spoil(held as Json, { way: rest, value, beside })
  else if (step >= keys.length) Object.assign(into, { [beside]: value })
  else Object.assign(into, { [key]: value })
}

/** What every viewer gets after these answers of one agent, and what the browser says to it. */
function feedOf(answers: readonly unknown[]) {
  const fleet = createFleet(configSchema.parse({}))
  const url = 'http://127.0.0.1:9401'
  const target = { url, id: 'ws-1', group: null, readTokenFile: null, caFile: null }
  const node = new AgentNode(target)
  const encoder = createFeedEncoder()
  const complaints: unknown[] = []
  const assemble = createAssembler(error => complaints.push(error))
  const sentUpTo = new Map<string, number>()
  return answers.map((answer, second) => {
    const now = START + second * 1_000
    const parsed = parse(agentStatusShape, JSON.parse(JSON.stringify(answer)))
    if (parsed.ok) fleet.answered(node, parsed.value, node.take(parsed.value, receivedAt(now)))
    else node.fail(new AgentReadError(`${url} answers oddly (${parsed.error})`, true).message, true)
    const nodes = fleet.look([node], now)
    const { at: _at, nodes: _nodes, ...sections } = fleetSample(nodes)
    const state = assemble(now, nodes, { ...sections, sources: [agentsSource(nodes, 1, 0)] })
    const message = encoder.next(state, fleet.hot(now, sentUpTo))
    return { rows: nodes.length, complaints, fit: parseFeedMessage(JSON.parse(JSON.stringify(message))) }
  })
}

const answer = (second: number, over = {}) =>
  statusSample({ attempts: seriesOf(second * 10, Array(10).fill(9)), ...over })

it('no answer of an agent, however hostile, makes a message that browsers refuse', () => {
  fc.assert(
    fc.property(fc.array(fc.array(spoiling, { maxLength: 5 }), { minLength: 1, maxLength: 6 }), spoilings => {
      const answers = spoilings.map((list, second) => {
        const hostile = JSON.parse(JSON.stringify(answer(second))) as Json
        // A value of its own each time: one that is put into itself has no JSON.
        for (const each of list) spoil(hostile, structuredClone(each))
        return hostile
      })
      for (const { fit, complaints, rows } of feedOf(answers)) {
        expect(fit).toMatchObject({ ok: true })
        expect(complaints).toEqual([])
        expect(rows).toBe(1)
      }
    }),
    { numRuns: 150 },
  )
}, 30_000)

it('reasons that only a newer agent knows are left out, and its known ones counted', () => {
  const totals = (rejected: Record<string, number>) => ({ totals: { ...statusSample().totals, rejected } })
  const over = totals({ 'moon-phase': 900, 'node-full': 3 })
  const parsed = parse(agentStatusShape, answer(0, over))
  expect(parsed).toMatchObject({ ok: true, value: { totals: { rejected: { 'node-full': 3 } } } })
  const later = totals({ 'moon-phase': 9_900, 'node-full': 4 })
  const minute = Array.from({ length: 60 }, (_, second) => answer(second, second < 30 ? over : later))
  expect(feedOf(minute).every(({ fit }) => fit.ok)).toBe(true)
})

it('counts beyond what a bucket can hold are clamped', () => {
  const attempts = seriesOf(0, [MAX, MAX, 1])
  expect(feedOf([answer(0, { attempts })]).every(({ fit }) => fit.ok)).toBe(true)
})

it('a key with control characters is reported without them', () => {
  const breakers = { 'a\u0001b': 'odd' }
  const [first] = feedOf([answer(0, { breakers })])
  expect(first).toMatchObject({ complaints: [], fit: { ok: true } })
})

it('what a client claims to be cannot hide its node', () => {
  const versions = [{ version: 'x\u0001'.repeat(90), connections: 1, attemptsLast60s: 1 }]
  const [first] = feedOf([answer(0, { clients: { ...statusSample().clients, versions } })])
  expect(first).toMatchObject({
    fit: { ok: true, value: { columns: { reach: ['fresh'], topVersion: ['x\ufffd'.repeat(32)] } } },
  })
})
