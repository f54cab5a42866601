import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { areaBelow, PlainChart } from './plain-chart.tsx'

const chart = (max: (number | null)[]) =>
  renderToStaticMarkup(
    <PlainChart
      title="Connections"
      data={{ fromAt: 0, stepMs: 60_000, series: [{ id: 'c', label: 'c', look: 'main', min: max, max }] }}
      format={value => `${value}/s`}
      thresholds={[{ value: 100, label: 'storm over 100/s', tone: 'crit' }]}
      marks={[
        { kind: 'storm', id: 's', label: 'storm began', from: 60_000, to: null },
        { kind: 'lease', id: 'l', label: 'tier 2', from: 120_000, to: null },
      ]}
    />,
  )

test('thresholds, storms and orders are drawn with their words', () => {
  const drawn = chart([10, 20, 30])
  for (const words of ['storm over 100/s', 'storm began', 'tier 2', 'now']) expect(drawn).toContain(words)
})

test('a gap stays a gap, in the line and in the area below it', () => {
  const drawn = chart([10, null, 30, 40])
  expect(drawn).not.toContain('NaN')
  expect(areaBelow('M0 500M600 400L1000 300')).toBe('M600 400L1000 300L1000 1000L600 1000Z')
})

test('columns whose sums lack a node are hatched', () => {
  const drawn = renderToStaticMarkup(
    <PlainChart
      title="Connections"
      data={{
        fromAt: 0,
        stepMs: 10,
        series: [{ id: 'c', label: 'c', look: 'main', min: [1, 1, 1, 1], max: [1, 1, 1, 1] }],
        partial: [false, true, true, false],
      }}
      format={String}
    />,
  )
  const id = /<pattern id="([^"]+)"/.exec(drawn)?.[1]
  expect(drawn).toContain(`<rect x="250" y="0" width="500" height="1000" fill="url(#${id})"`)
})

test('nothing known draws no line', () => expect(chart([null, null])).toContain('d=""'))
