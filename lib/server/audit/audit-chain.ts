import { createHash } from 'node:crypto'
import type { AUDIT_VIAS, AuditLine } from '../../contract/audit.ts'

/** One line of the audit before it is chained. `before` and `after` are plain values that JSON can hold. */
export type AuditDraft = {
  at: number
  by: string
  via: (typeof AUDIT_VIAS)[number]
  action: string
  /** What it was done to, e.g. `group:eu` or a lease id. */
  subject: string
  reason: string
  before: unknown
  after: unknown
}

export type AuditHead = { seq: number; hash: string }

/** What stands before the first line. */
export const GENESIS: AuditHead = { seq: 0, hash: '0'.repeat(64) }

/** SHA-256, hex, over all fields of a line and the hash before it, spelled as a JSON list. */
export function auditHash(line: Omit<AuditLine, 'hash'>): string {
  const { seq, at, by, via, action, subject, reason, before, after, prevHash } = line
  const spelled = JSON.stringify([seq, at, by, via, action, subject, reason, before, after, prevHash])
  return createHash('sha256').update(spelled).digest('hex')
}

/** The line that follows `head`. */
export function chainLine(head: AuditHead, draft: AuditDraft): AuditLine {
  const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))
  const line = {
    ...draft,
    seq: head.seq + 1,
    before: text(draft.before),
    after: text(draft.after),
    prevHash: head.hash,
  }
  return { ...line, hash: auditHash(line) }
}

/** Why a line cannot follow `head`; `null` when it does. */
export function lineProblem(head: AuditHead, line: AuditLine): string | null {
  if (line.seq !== head.seq + 1) return `entry ${head.seq + 1} is missing`
  if (line.prevHash !== head.hash) return `entry ${line.seq} does not follow the entry before it`
  if (line.hash !== auditHash(line)) return `entry ${line.seq} was changed after it was written`
  return null
}
