import { expect, test } from 'vitest'
import { type Aftermath, checksOf, ExhaustionFindings } from './exhaustion-findings.ts'

function exhausted(change: Partial<ExhaustionFindings> = {}): ExhaustionFindings {
  return Object.assign(new ExhaustionFindings(), {
    answers: 24,
    lowerBound: 'no file descriptor is left',
    descriptorsOpen: 180,
    effective: 2,
    counted: 145,
    orderStatus: 200,
    webAnswered: false,
    ...change,
  })
}
const knocks = { attempts: 900, accepted: 105, refused: {}, failed: 788, heldBack: 0 }
const after: Aftermath = {
  descriptors: 180,
  residents: 40,
  residentsLost: 0,
  knocking: 150,
  knocks,
  storm: true,
}
const wrong = (findings: ExhaustionFindings, change: Partial<Aftermath> = {}) =>
  checksOf(findings, { ...after, ...change }).flatMap(({ what, ok }) => (ok ? [] : [what]))

test('F40 as it was measured is as it should be', () => {
  expect(wrong(exhausted())).toEqual([])
})

test.each<[string, Partial<ExhaustionFindings>, Partial<Aftermath>]>([
  ['descriptors in use', { descriptorsOpen: 100 }, {}],
  ['attempts made by the clients', {}, { knocking: 1_000 }],
  ['attempts the agent could count', { counted: 144 }, {}],
  ['attempts the agent could count', { counted: 941 }, {}],
  ['attempts the agent could count', { counted: null }, {}],
  ['the agent says that it is a lower bound', { lowerBound: null }, {}],
  ['status answered', { silent: 1 }, {}],
  ['verdict reached storm', {}, { storm: false }],
  ['signed order of tier 2', { effective: 1 }, {}],
  ['residents lost', {}, { residentsLost: 1 }],
  ['a new browser is turned away by the same process', { webAnswered: true }, {}],
  ['a new browser is turned away by the same process', { webAnswered: null }, {}],
  [
    'knocking clients accepted, in the descriptors that were left',
    { counted: 190 },
    { knocks: { ...knocks, accepted: 140 } },
  ],
  ['closed without an answer', {}, { knocks: { ...knocks, failed: 80 } }],
])('%s: wrong with %j %j', (what, change, aftermath) => {
  expect(wrong(exhausted(change), aftermath)).toEqual([what])
})
