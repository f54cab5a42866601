import { describe, expect, it } from 'vitest'
import { PrometheusError } from './problem.ts'
import {
  parseEnvelope,
  parseMatrix,
  parseVector,
  partialProblem,
  refuseTooManySeries,
  sampleValue,
} from './prometheus-answer.ts'

function problemOf(call: () => unknown) {
  try {
    call()
  } catch (error) {
    if (error instanceof PrometheusError) return error.problem
    throw error
  }
  throw new Error('it was accepted')
}

describe('answers of the HTTP API', () => {
  it.each(['NaN', '+Inf', '-Inf', '', 'stale', undefined, 7])(
    'takes %s for unknown, never for zero',
    text => {
      expect(sampleValue(text)).toBeNull()
    },
  )

  it.each([
    [401, '{}', 'credentials'],
    [403, 'no', 'credentials'],
    [422, '{"status":"error","error":"too many samples"}', 'cannot-evaluate'],
    [400, '{"status":"error","error":"parse error"}', 'bad-query'],
    [400, '<html>', 'not-prometheus'],
    [429, '', 'overloaded'],
    [503, 'starting up', 'overloaded'],
    [404, '404 page not found', 'not-prometheus'],
    [200, '<html>', 'not-prometheus'],
    [200, '{"status":"error"}', 'not-prometheus'],
    [200, '[1]', 'not-prometheus'],
  ])('status %s with %s is %s', (status, body, kind) => {
    expect(problemOf(() => parseEnvelope(status, body)).kind).toBe(kind)
  })

  it('keeps warnings, which mean that an answer is partial', () => {
    const answer = parseEnvelope(200, '{"status":"success","data":{},"warnings":["store a\\nis down",3]}')
    expect(answer.warnings).toEqual(['store a is down'])
    expect(partialProblem({ warnings: [] }, answer)).toEqual({ kind: 'partial', detail: 'store a is down' })
    expect(partialProblem({ warnings: [] })).toBeNull()
  })

  it('does not take a hint about a query for a partial answer', () => {
    const hint = 'PromQL info: metric might not be a counter, name does not end in _total: \\"x\\"'
    const answer = parseEnvelope(200, `{"status":"success","data":{},"warnings":["${hint}"]}`)
    expect(answer.warnings).toEqual([])
  })

  it('refuses too many series by their count, without parsing them', () => {
    const row = '{"metric":{"a":"{\\"metric\\":"},"value":[1,"1"]},'
    expect(() => refuseTooManySeries(row.repeat(5), 5)).not.toThrow()
    expect(problemOf(() => refuseTooManySeries(row.repeat(6), 5))).toEqual({
      kind: 'too-many-series',
      series: 6,
      max: 5,
    })
  })

  it('reads vectors and matrices in epoch ms', () => {
    const vector = { resultType: 'vector', result: [{ metric: { instance: 'a' }, value: [1.5, '3'] }] }
    expect(parseVector(vector, 10)).toEqual([{ labels: { instance: 'a' }, at: 1_500, value: 3 }])
    const matrix = {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [1, '1'],
            [2, 'NaN'],
          ],
        },
      ],
    }
    expect(parseMatrix(matrix, 10)).toEqual([{ labels: {}, at: [1_000, 2_000], values: [1, null] }])
  })

  it.each([
    null,
    {},
    { resultType: 'vector' },
    { resultType: 'vector', result: [{ metric: 3, value: [1, '1'] }] },
  ])('refuses %j instead of guessing', data =>
    expect(problemOf(() => parseVector(data, 10)).kind).toBe('not-prometheus'),
  )

  it('counts the series before it reads them', () => {
    const data = { resultType: 'vector', result: Array.from({ length: 11 }, () => null) }
    expect(problemOf(() => parseVector(data, 10))).toEqual({ kind: 'too-many-series', series: 11, max: 10 })
  })
})
