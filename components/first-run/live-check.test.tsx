import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { fleetFixture } from '@/components/gallery/fixtures/fleet-fixture.ts'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { LiveCheck } from './live-check.tsx'

const shown = (nodes: NodeReading[]) =>
  renderToStaticMarkup(<LiveCheck fleet={fleetFixture({ nodes, sources: [] })} />)
const refusing = (id: string) =>
  nodeFixture(id, {
    reach: 'refused',
    lastSeenAt: null,
    error: `http://${id}:9601 does not accept our read token (401)`,
  })

test('before the server is heard, and with no server listed', () => {
  expect(renderToStaticMarkup(<LiveCheck fleet={null} />)).toContain('connecting to Stormdeck')
  expect(shown([])).toContain('no server is listed or found yet')
})

test('an agent that refuses is named with what it refuses', () => {
  const html = shown([refusing('ws-1')])
  expect(html).toContain('1 server is listed, none has sent data yet')
  expect(html).toContain('http://ws-1:9601 does not accept our read token (401)')
})

test('of many that refuse six are named, and the rest counted', () => {
  const html = shown(Array.from({ length: 9 }, (_, i) => refusing(`ws-${i + 1}`)))
  expect(html).toContain('http://ws-6:9601')
  expect(html).not.toContain('http://ws-7:9601')
  expect(html).toContain('3 more')
})
