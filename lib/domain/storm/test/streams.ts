import fc from 'fast-check'

/** Attempts as times in ms from the start, sorted, whole milliseconds. */
export type Stream = { times: number[]; lengthMs: number }

const sorted = (times: number[]) => [...times].sort((a, b) => a - b)

/** Up to a handful of attempts here and there, far below every threshold. */
const background = (lengthMs: number) =>
  fc.array(fc.integer({ min: 0, max: lengthMs - 1 }), { maxLength: 30 })

/** `count` attempts within (end − width, end]: the first and the last of them at the edges. */
function packed(count: number, end: number, widthMs: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => end - Math.floor(((widthMs - 1) * i) / Math.max(1, count - 1)),
  )
}

/** Within ± 2 attempts of the burst threshold, in windows from 0.7 to 1.2 s, with nothing else near. */
export const burstEdge: fc.Arbitrary<Stream> = fc
  .record({
    count: fc.integer({ min: 48, max: 52 }),
    end: fc.integer({ min: 2_000, max: 5_000 }),
    widthMs: fc.integer({ min: 700, max: 1_200 }),
  })
  .map(({ count, end, widthMs }) => ({ times: sorted(packed(count, end, widthMs)), lengthMs: 6_500 }))

/** Bursts of any size at any place. */
export const anyStream: fc.Arbitrary<Stream> = fc
  .record({
    noise: background(8_000),
    bursts: fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 140 }),
        end: fc.integer({ min: 1_500, max: 7_500 }),
        widthMs: fc.integer({ min: 1, max: 1_500 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ noise, bursts }) => ({
    times: sorted([
      ...noise,
      ...bursts.flatMap(({ count, end, widthMs }) => packed(count, end, widthMs)),
    ]).filter(time => time >= 0),
    lengthMs: 8_000,
  }))

/** A third of all streams cross the threshold within ± 2 attempts. */
export const stream: fc.Arbitrary<Stream> = fc.oneof(
  { weight: 1, arbitrary: burstEdge },
  { weight: 2, arbitrary: anyStream },
)

/** Within ± 2 attempts of 6,000 in a window of 59.6 to 60.2 s, evenly spread. */
export const sustainedEdge: fc.Arbitrary<Stream> = fc
  .record({
    count: fc.integer({ min: 5_998, max: 6_002 }),
    widthMs: fc.integer({ min: 59_600, max: 60_200 }),
    restMs: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ count, widthMs, restMs }) => ({
    times: sorted(packed(count, widthMs + 100, widthMs)),
    lengthMs: widthMs + 100 + restMs,
  }))
