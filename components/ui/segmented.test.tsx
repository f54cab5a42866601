import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Segmented } from './segmented.tsx'

const shown = (labels: string[]) =>
  renderToStaticMarkup(
    <Segmented
      legend="Where"
      segments={labels.map(label => ({ value: label, label }))}
      value={labels[0] ?? ''}
      onChange={() => {}}
    />,
  )

test('long names are written out, each on a line of its own on a phone; short ones stay beside each other', () => {
  const name = 'websocket-gateway-eu-west-1a.prod, websocket-gateway-eu-west-1b.prod'
  const html = shown(['Whole fleet', name])
  expect(html).toContain(`title="${name}"`)
  expect(html).not.toContain('truncate')
  expect(html).toContain('max-sm:flex-col')
  expect(shown(['1', '2', '3'])).not.toContain('max-sm:flex-col')
})
