import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSseDecoder } from './sse-decoder.ts'

const STREAM = ': hello\n\nid: 1\ndata: {"a":1}\n\nevent: x\ndata: one\ndata:two\r\n\r\ndata: last\n\n'
const EVENTS = ['{"a":1}', 'one\ntwo', 'last']

test('events come out the same wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length })), cuts => {
      const decode = createSseDecoder()
      const ends = [...cuts, STREAM.length].sort((a, b) => a - b)
      const pieces = ends.map((end, i) => STREAM.slice(ends[i - 1] ?? 0, end))
      expect(pieces.flatMap(decode)).toEqual(EVENTS)
    }),
  )
})

test('an unfinished event is kept back', () => {
  const decode = createSseDecoder()
  expect(decode('data: half')).toEqual([])
  expect(decode('\n\n')).toEqual(['half'])
})
