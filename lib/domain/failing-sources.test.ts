import { expect, test } from 'vitest'
import { failingSources } from './failing-sources.ts'
import type { SourceHealth } from './fleet-state.ts'

const source = (kind: SourceHealth['kind'], status: SourceHealth['status']): SourceHealth => ({
  id: kind,
  kind,
  status,
  error: null,
  since: null,
})

test('what fails is named, once a kind; what is unknown is not called down', () => {
  expect(failingSources({ sources: [source('agents', 'ok'), source('alertmanager', 'unknown')] })).toBe('')
  const sources = [
    source('prometheus', 'failing'),
    source('prometheus', 'failing'),
    source('store', 'failing'),
  ]
  expect(failingSources({ sources })).toBe('Prometheus and history store down')
})
