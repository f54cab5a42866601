import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { HostJoins } from '@/lib/contract/host-joins.ts'
import { hostJoinsQuery } from '@/lib/queries/settings/host-joins-query.ts'
import { HostsCard } from './hosts-card.tsx'

function shown(answer?: HostJoins) {
  const client = new QueryClient()
  if (answer) client.setQueryData(hostJoinsQuery.queryKey, answer)
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <HostsCard />
    </QueryClientProvider>,
  )
}

test('how many nodes have an exporter, and why the others have none', () => {
  const html = shown({
    value: [
      { node: 'ws-1', exporter: 'node_exporter 10.0.0.1:9100', unjoined: null },
      { node: 'ws-2', exporter: null, unjoined: 'No node_exporter belongs to this node.' },
    ],
    problem: null,
  })
  expect(html).toContain('an exporter for 1 of 2')
  expect(html).toContain('node_exporter 10.0.0.1:9100')
  expect(html).toContain('No node_exporter belongs to this node.')
})

test('a Prometheus that cannot be asked: its sentence, and no table', () => {
  const html = shown({ value: null, problem: 'Prometheus at p refuses connections.' })
  expect(html).toContain('Prometheus at p refuses connections.')
  expect(html).not.toContain('<table')
})

test('before the first answer nothing is claimed', () => {
  expect(shown()).toContain('Waiting for the server.')
})
