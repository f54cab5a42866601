import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Mark } from '@/lib/domain/mark.ts'
import type { ChartData, ChartSeries } from './chart-data.ts'
import { ChartTraces } from './chart-traces.tsx'

const STEP = 60_000
const AREA = { x: 50, y: 10, width: 300, height: 100 }
const one = (max: (number | null)[], over: Partial<ChartSeries> = {}): ChartSeries => ({
  id: 'a',
  label: 'Attempts',
  look: 'main',
  min: max,
  max,
  ...over,
})

const traces = (
  series: ChartSeries[],
  over: Partial<ChartData> = {},
  marks: Mark[] = [],
  limits: number[] = [],
) => {
  const columns = Math.max(...series.map(({ max }) => max.length))
  return renderToStaticMarkup(
    <svg aria-hidden="true">
      <ChartTraces
        area={AREA}
        drawn={{
          data: { fromAt: 0, stepMs: STEP, series, ...over },
          end: columns * STEP,
          ticks: [0, 50, 100],
          format: String,
          past: false,
          marks,
          thresholds: limits.map(value => ({ value, label: `over ${value}`, tone: 'crit' as const })),
        }}
      />
    </svg>,
  )
}
const paths = (drawn: string) => [...drawn.matchAll(/<path[^>]* d="([^"]*)"/g)].map(([, d]) => d)
const lines = (drawn: string) => [...drawn.matchAll(/<line ([^>]*)>/g)].map(([, attributes]) => attributes)

test('the main line runs through the middle of its columns, over an area down to zero', () => {
  expect(paths(traces([one([0, 50, 100])]))).toEqual([
    'M100,110L200,60L300,10L300,110L200,110L100,110Z',
    'M100,110L200,60L300,10',
  ])
})

test('a spread is an area of its own, where a column hides one', () => {
  const [, spread] = paths(traces([one([50, 100], { min: [50, 0] })]))
  expect(spread).toBe('M125,60L275,10L275,110L125,60Z')
})

test('a gap stays a gap, in the line and in the areas', () => {
  for (const d of paths(traces([one([10, 20, null, 30, 40], { min: [1, 2, null, 3, 4] })])))
    expect(d?.match(/M/g)).toHaveLength(2)
})

test('nothing known draws nothing', () => expect(paths(traces([one([null, null])])).join('')).toBe(''))

test('whatever its columns, a chart is two paths for its main line and one for another, with a spread one more each', () => {
  const level = Array.from({ length: 300 }, (_, i) => i % 90)
  const low = level.map(value => value / 2)
  expect(paths(traces([one(level), one(level, { id: 'b', look: 'faint' })]))).toHaveLength(3)
  expect(
    paths(traces([one(level, { min: low }), one(level, { id: 'b', look: 'faint', min: low })])),
  ).toHaveLength(5)
})

test('columns whose sums lack a node are hatched', () => {
  const drawn = traces([one([1, 1, 1])], { partial: [false, true, true] })
  const id = /<pattern id="([^"]+)"/.exec(drawn)?.[1]
  expect(drawn).toContain(`<rect x="150" y="10" width="200" height="100" fill="url(#${id})"`)
})

test('a storm is a band with its beginning, an order a line wherever it began, a limit a dashed line within reach', () => {
  const drawn = traces(
    [one([1, 1, 1])],
    {},
    [
      { kind: 'storm', id: 'now', label: 'storm', from: STEP, to: null },
      { kind: 'storm', id: 'before', label: 'storm', from: -STEP, to: STEP },
      { kind: 'lease', id: 'l', label: 'tier 2', from: -STEP, to: null },
    ],
    [50, 500],
  )
  expect(drawn.match(/fill="var\(--band\)"/g)).toHaveLength(2)
  expect(lines(drawn)).toEqual([
    'x1="150" x2="150" y1="10" y2="110" stroke="var(--crit)" vector-effect="non-scaling-stroke"',
    'x1="50" x2="50" y1="10" y2="110" stroke="var(--order)" vector-effect="non-scaling-stroke"',
    'x1="50" x2="350" y1="60" y2="60" vector-effect="non-scaling-stroke" stroke="var(--crit-fill)" stroke-dasharray="5 4"',
  ])
})
