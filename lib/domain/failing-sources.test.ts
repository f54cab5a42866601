import { expect, test } from 'vitest'
import { failingSources } from './failing-sources.ts'
import type { SourceHealth } from './fleet-state.ts'

const source = (kind: SourceHealth['kind'], headline: string | null, error = headline): SourceHealth => ({
  id: kind,
  kind,
  status: error === null ? 'ok' : 'failing',
  error,
  headline,
  since: null,
})

test('each source names what is the matter with it, and the same is said once', () => {
  const sources = [
    source('prometheus', 'Prometheus clock off'),
    source('prometheus', 'Prometheus clock off'),
    source('store', 'history store failing'),
  ]
  expect(failingSources({ sources })).toBe('Prometheus clock off and history store failing')
})

test('a source that is well says nothing, nor one whose nodes say it themselves', () => {
  const sources = [
    source('store', null),
    source('agents', null, '1 of 4 agents cannot be read: ws-4 is silent.'),
  ]
  expect(failingSources({ sources })).toBe('')
})
