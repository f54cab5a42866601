import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeOn } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { type AuditDraft, chainLine, GENESIS } from './audit-chain.ts'
import { auditCsvStream } from './audit-csv.ts'

const draft: AuditDraft = {
  at: 1_750_000_000_000,
  by: '=cmd()',
  via: 'browser',
  action: 'tier.order',
  subject: 'group:eu',
  reason: 'say "stop", now',
  before: null,
  after: { tier: 2 },
}

let store: Store
beforeEach(async () => {
  store = await storeOn(new DatabaseSync(':memory:'), { makeIssuer: () => 'deck-of-tests' })
})
afterEach(() => store.close())

/** Remembers which pages are read. */
function counted() {
  const pages: number[] = []
  const read: Store['audit']['read'] = page => {
    pages.push(page.limit)
    return store.audit.read(page)
  }
  return { pages, audit: { read } }
}
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()
const seqs = (text: string) =>
  text
    .split('\r\n')
    .slice(1, -1)
    .map(row => Number(row.split(',')[0]))
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i)

describe('the audit as CSV', () => {
  it('quotes what needs it, and makes no formula of what somebody typed', async () => {
    await store.audit.append([draft])
    const line = chainLine(GENESIS, draft)
    const text = await textOf(await auditCsvStream(store.audit, { beforeSeq: null, most: 10 }))
    const [head, row, end] = text.split('\r\n')
    expect(head).toBe('seq,at,by,via,action,subject,reason,before,after,prevHash,hash')
    expect(row).toBe(
      `1,2025-06-15T15:06:40.000Z,'=cmd(),browser,tier.order,group:eu,"say ""stop"", now",,"{""tier"":2}",${GENESIS.hash},${line.hash}`,
    )
    expect(end).toBe('')
  })

  it('is the head alone where nothing was written', async () => {
    const text = await textOf(await auditCsvStream(store.audit, { beforeSeq: null, most: 10 }))
    expect(text.split('\r\n')).toHaveLength(2)
  })

  it.each([
    [null, 10_000, down(250, 1), [100, 100, 100]],
    [201, 10_000, down(200, 1), [100, 100, 100]],
    [null, 130, down(250, 121), [100, 30]],
    [null, 200, down(250, 51), [100, 100]],
  ])(
    'before %j at most %i lines: each once, newest first, by pages',
    async (beforeSeq, most, wanted, read) => {
      await store.audit.append(Array.from({ length: 250 }, () => draft))
      const { pages, audit } = counted()
      expect(seqs(await textOf(await auditCsvStream(audit, { beforeSeq, most })))).toEqual(wanted)
      expect(pages).toEqual(read)
    },
  )

  it('reads on only as fast as it is taken, and lets other work in between', async () => {
    await store.audit.append(Array.from({ length: 1_000 }, () => draft))
    const { pages, audit } = counted()
    const reader = (await auditCsvStream(audit, { beforeSeq: null, most: 10_000 })).getReader()
    await reader.read()
    await reader.read()
    expect(pages.length).toBeLessThanOrEqual(4)
    let others = 0
    const other = () => {
      others++
      again = setImmediate(other)
    }
    let again = setImmediate(other)
    for (let read = await reader.read(); !read.done; read = await reader.read());
    clearImmediate(again)
    expect(others).toBeGreaterThanOrEqual(5)
  })

  it('ends with the error of a page that cannot be read, and with no answer where it is the first', async () => {
    await store.audit.append(Array.from({ length: 250 }, () => draft))
    let reads = 0
    const failsAt = (page: number) => ({
      read: (asked: Parameters<Store['audit']['read']>[0]) =>
        ++reads === page ? Promise.reject(new Error('the disk is gone')) : store.audit.read(asked),
    })
    await expect(auditCsvStream(failsAt(1), { beforeSeq: null, most: 500 })).rejects.toThrow(
      'the disk is gone',
    )
    reads = 0
    await expect(textOf(await auditCsvStream(failsAt(2), { beforeSeq: null, most: 500 }))).rejects.toThrow(
      'the disk is gone',
    )
  })
})
