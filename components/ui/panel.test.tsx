import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Panel } from './panel.tsx'
import type { PanelState } from './panel-state.ts'

const drawn = (state: PanelState) =>
  renderToStaticMarkup(
    <Panel
      name="Connection pool"
      source="agents"
      state={state}
      figure={{ number: '82.3', unit: '%' }}
      context="of 200,000"
    >
      <p>chart</p>
    </Panel>,
  )

test('fresh: figure, unit and age', () => {
  const html = drawn({ kind: 'fresh', ageMs: 300 })
  expect(html).toContain('82.3')
  expect(html).toContain('agents · 0.3 s')
  expect(html).not.toContain('hatched')
})

test('stale: the figure stays, hatched, with its age in words', () => {
  const html = drawn({ kind: 'stale', ageMs: 3_700 })
  expect(html).toContain('82.3')
  expect(html).toContain('stale, 3.7 s old')
  expect(html).toContain('hatched')
})

test('no data: the figure is withdrawn, the last picture stays and is called that', () => {
  const html = drawn({ kind: 'no-data', since: Date.UTC(2026, 10, 21, 14, 7, 32) })
  expect(html).not.toContain('82.3')
  expect(html).toContain('—')
  expect(html).toContain('No data since 21 Nov 14:07:32 UTC.')
  expect(html).toContain('chart')
})

test('refused: the sentence says what failed', () => {
  const html = drawn({ kind: 'refused', error: 'The agent refused the token.' })
  expect(html).toContain('The agent refused the token.')
  expect(html).not.toContain('82.3')
})

test('first load: no figure is invented', () => {
  const html = drawn({ kind: 'first-load' })
  expect(html).not.toContain('82.3')
  expect(html).toContain('Waiting for the first sample.')
})

test('what there is no room for beside the figure can be read by pointing at it', () => {
  const html = renderToStaticMarkup(
    <Panel
      name="Reconnect rate"
      hint="attempts per second"
      source="agents"
      state={{ kind: 'fresh', ageMs: 300 }}
      figure={{ number: '412', unit: '/s' }}
      context="ws-3 full in 6 min · mean of last 60 s 371/s · peak second 486"
    />,
  )
  expect(html).toContain('title="ws-3 full in 6 min · mean of last 60 s 371/s · peak second 486"')
  expect(html).toContain('title="attempts per second"')
  // Each clause whole, in an element of its own: one that does not fit is left out, and none is cut.
  expect(html.match(/·<\/span>[^<]+/g)?.map(clause => clause.slice(8).trim())).toEqual([
    'ws-3 full in 6 min',
    'mean of last 60 s 371/s',
    'peak second 486',
  ])
})
