import { describe, expect, it } from 'vitest'
import { type PrometheusProblem, problemHeadline, problemSentence, roughly } from './problem.ts'

const every: PrometheusProblem[] = [
  { kind: 'no-address', host: 'prom.example' },
  { kind: 'forbidden-address', host: 'prom', address: '169.254.169.254', why: 'it is link-local' },
  { kind: 'unreachable', code: 'ECONNREFUSED' },
  { kind: 'unreachable', code: 'EPROTO' },
  { kind: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  { kind: 'deadline', deadlineMs: 4_000 },
  { kind: 'too-large', maxBytes: 16 * 1024 * 1024 },
  { kind: 'redirect', status: 302, location: 'https://elsewhere/' },
  { kind: 'redirect', status: 302, location: null },
  { kind: 'breaker-open', retryInMs: 9_000, last: { kind: 'unreachable', code: 'ECONNREFUSED' } },
  { kind: 'secret', detail: 'The secret in /etc/token cannot be used (ENOENT); check the file.' },
  { kind: 'credentials', status: 401 },
  { kind: 'credentials', status: 403 },
  { kind: 'cannot-evaluate', detail: 'too many samples' },
  { kind: 'bad-query', detail: 'parse error' },
  { kind: 'overloaded', status: 503, detail: '' },
  { kind: 'not-prometheus', status: 404 },
  { kind: 'too-many-series', series: 100_000, max: 5_000 },
  { kind: 'old-samples', ageMs: 300_000 },
  { kind: 'clock', offsetMs: 3_600_000 },
  { kind: 'clock', offsetMs: -3_600_000 },
  { kind: 'partial', detail: 'store a is down' },
  { kind: 'no-data' },
]

describe('what is wrong with a Prometheus', () => {
  it.each(every)('$kind is one sentence that names it', problem => {
    const sentence = problemSentence(problem, 'http://prom:9090')
    expect(sentence).toMatch(/^Prometheus at http:\/\/prom:9090 .{10,}[^.]\.$/)
    expect(sentence).not.toMatch(/undefined|NaN|\n/)
    expect(sentence.length).toBeLessThanOrEqual(400)
  })

  it.each(every)('$kind has a headline of a few words', problem => {
    expect(problemHeadline(problem)).toMatch(/^[\w ]*Prometheus[\w ]*[^.]$/)
    expect(problemHeadline(problem).length).toBeLessThanOrEqual(40)
  })

  it('only what cannot be reached is called down, also while the breaker leaves it alone', () => {
    const down = every.filter(problem => problemHeadline(problem) === 'Prometheus down')
    expect(new Set(down.map(({ kind }) => kind))).toEqual(new Set(['unreachable', 'breaker-open']))
  })

  it.each([
    [{ kind: 'partial', detail: 'store a is down' }, 'Prometheus answers in part'],
    [{ kind: 'clock', offsetMs: 3_600_000 }, 'Prometheus clock off'],
    [
      { kind: 'breaker-open', retryInMs: 1, last: { kind: 'deadline', deadlineMs: 1 } },
      'Prometheus not answering',
    ],
  ] satisfies [PrometheusProblem, string][])('%j reads %s', (problem, headline) =>
    expect(problemHeadline(problem)).toBe(headline),
  )

  it.each([
    [300, '0.3 s'],
    [4_999, '4.9 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [3_600_000, '60 min'],
    [7_200_000, '2 h'],
    [-3_600_000, '60 min'],
  ])('%s ms reads %s', (ms, text) => expect(roughly(ms)).toBe(text))
})
