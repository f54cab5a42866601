import { QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AUDIT_FIXTURE } from '@/components/gallery/fixtures/tier-fixtures.ts'
import { createQueryClient } from '@/lib/queries/live/live-query.ts'
import { auditQuery } from '@/lib/queries/tiers/tier-queries.ts'
import { AuditTrail } from './audit-trail.tsx'

test('that the chain was verified is said with the moment it was', () => {
  const client = createQueryClient()
  client.setQueryData(auditQuery.queryKey, { pages: [AUDIT_FIXTURE], pageParams: [null] })
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <AuditTrail />
    </QueryClientProvider>,
  )
  expect(html).toMatch(/chain of 42 lines verified [^<]*\d\d:\d\d:\d\d UTC/)
})
