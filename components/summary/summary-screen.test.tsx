import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { summaryFixture } from '@/components/gallery/fixtures/summary-fixture.ts'
import { summaryQuery } from '@/lib/queries/summary/summary-query.ts'
import { SummaryScreen } from './summary-screen.tsx'

/** What the page asks before it has heard of a fleet. */
const QUERY = summaryQuery(' ')
const READ_AT = Date.UTC(2026, 10, 21, 14, 3)

function shown(client: QueryClient): string {
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <PathnameContext value="/summary">
        <SummaryScreen />
      </PathnameContext>
    </QueryClientProvider>,
  )
}

/** The days that were read at first; then no server can be reached, since a test has none. */
async function unreadable(client: QueryClient): Promise<void> {
  await expect(client.fetchQuery({ ...QUERY, retry: false, staleTime: 0 })).rejects.toThrow()
}

test('old days stay where they cannot be read anew, and say of when they are', async () => {
  const client = new QueryClient()
  client.setQueryData(QUERY.queryKey, summaryFixture(FLEETS.storm), { updatedAt: READ_AT })
  expect(shown(client)).not.toContain('role="alert"')
  await unreadable(client)
  const html = shown(client)
  expect(html).toMatch(/role="alert".*could not be read.*as of 21 Nov 14:03 UTC/)
  expect(html).toContain('Last 30 days')
})
