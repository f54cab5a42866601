import { expect, test } from 'vitest'
import { hostRows } from './host-rows.ts'

const joined = (node: string, exporter: string) => ({ node, exporter, unjoined: null })
const apart = (node: string, unjoined: string) => ({ node, exporter: null, unjoined })

test('nodes that lack an exporter are first, and those with one reason share a row', () =>
  expect(
    hostRows([
      joined('ws-1', 'node_exporter 10.0.0.1:9100'),
      apart('ws-2', 'Nothing is scraped.'),
      joined('ws-3', 'node_exporter 10.0.0.1:9100'),
      apart('ws-4', 'Nothing is scraped.'),
      apart('ws-5', 'It is elsewhere.'),
    ]),
  ).toEqual([
    { nodes: ['ws-2', 'ws-4'], exporter: null, unjoined: 'Nothing is scraped.' },
    { nodes: ['ws-5'], exporter: null, unjoined: 'It is elsewhere.' },
    { nodes: ['ws-1', 'ws-3'], exporter: 'node_exporter 10.0.0.1:9100', unjoined: null },
  ]))
