import { expect, test } from 'vitest'
import { nodeSample } from '../test/fleet-sample.ts'
import { worstIncident } from './worst-incident.ts'

const incident = (id: string, severity: 'warning' | 'critical', ...nodes: string[]) => ({
  id,
  title: id,
  severity,
  nodes,
})
const fleet = {
  nodes: [nodeSample('ws-1'), nodeSample('ws-2')],
  incidents: [
    incident('newest', 'warning', 'ws-1'),
    incident('critical', 'critical', 'ws-2'),
    incident('older', 'critical', 'ws-2'),
  ],
}

test('critical before newer, within the scope, and none when the scope has none', () => {
  expect(worstIncident(fleet, { kind: 'fleet', name: null })?.id).toBe('critical')
  expect(worstIncident(fleet, { kind: 'node', name: 'ws-1' })?.id).toBe('newest')
  expect(worstIncident(fleet, { kind: 'group', name: 'elsewhere' })).toBeNull()
})
