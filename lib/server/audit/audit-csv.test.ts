import { expect, it } from 'vitest'
import { chainLine, GENESIS } from './audit-chain.ts'
import { auditCsv } from './audit-csv.ts'

it('quotes what needs it, and makes no formula of what somebody typed', () => {
  const line = chainLine(GENESIS, {
    at: 1_750_000_000_000,
    by: '=cmd()',
    via: 'browser',
    action: 'tier.order',
    subject: 'group:eu',
    reason: 'say "stop", now',
    before: null,
    after: { tier: 2 },
  })
  const [head, row, end] = auditCsv([line]).split('\r\n')
  expect(head).toBe('seq,at,by,via,action,subject,reason,before,after,prevHash,hash')
  expect(row).toBe(
    `1,2025-06-15T15:06:40.000Z,'=cmd(),browser,tier.order,group:eu,"say ""stop"", now",,"{""tier"":2}",${GENESIS.hash},${line.hash}`,
  )
  expect(end).toBe('')
})
