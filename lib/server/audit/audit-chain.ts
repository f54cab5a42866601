import { createHash } from 'node:crypto'
import { AUDIT_TEXT, type AUDIT_VIAS, type AuditLine } from '../../contract/audit.ts'
import { clipText } from '../../format/clip-text.ts'

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

/** What is written where lines that had been written are gone; the one line that does not count on by one. */
export const GAP_ACTION = 'audit.gap'

/** The line that follows `head`. Texts are shortened to what the wire carries. */
export function chainLine(head: AuditHead, draft: AuditDraft, seq = head.seq + 1): AuditLine {
  const line = {
    seq,
    at: draft.at,
    by: clipText(draft.by, AUDIT_TEXT.by),
    via: draft.via,
    action: draft.action,
    subject: clipText(draft.subject, AUDIT_TEXT.subject),
    reason: clipText(draft.reason, AUDIT_TEXT.reason),
    before: spelled(draft.before),
    after: spelled(draft.after),
    prevHash: head.hash,
  }
  return { ...line, hash: auditHash(line) }
}

function spelled(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = JSON.stringify(value)
  return text.length <= AUDIT_TEXT.value ? text : JSON.stringify({ leftOut: `${text.length} characters` })
}

/**
 * The line that says, for as long as the chain is kept, that entries are gone: it follows the last one that was found and is
 * numbered after the last one that had been written, so that no number is given out twice.
 */
export function gapLine(found: AuditHead, written: AuditHead, at: number): AuditLine {
  const draft: AuditDraft = {
    at,
    by: 'stormdeck',
    via: 'system',
    action: GAP_ACTION,
    subject: 'audit',
    reason: gapSentence(found, written),
    before: written,
    after: found,
  }
  return chainLine(found, draft, Math.max(found.seq, written.seq) + 1)
}

/** What differs between the last entry that is there and the last one that was written. */
export function gapSentence(found: AuditHead, written: AuditHead): string {
  if (written.seq > found.seq)
    return `the chain ended at entry ${found.seq}, and entry ${written.seq} had been written`
  return `the chain ended at entry ${found.seq}, which is not the one that had been written last (entry ${written.seq})`
}

/** Why a line cannot follow `head`; `null` when it does. */
export function lineProblem(head: AuditHead, line: AuditLine): string | null {
  const follows = line.action === GAP_ACTION ? line.seq > head.seq : line.seq === head.seq + 1
  if (!follows) return `entry ${head.seq + 1} is missing`
  if (line.prevHash !== head.hash) return `entry ${line.seq} does not follow the entry before it`
  if (line.hash !== auditHash(line)) return `entry ${line.seq} was changed after it was written`
  return null
}
