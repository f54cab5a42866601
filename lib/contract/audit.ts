import { array, boolean, type Infer, integer, nullable, object, oneOf, text } from '@stormdeck/protocol'

export const AUDIT_VIAS = ['browser', 'command-line', 'policy', 'system'] as const

/** Longest texts of a line, in characters; whoever writes one shortens to these. */
export const AUDIT_TEXT = { by: 80, subject: 300, reason: 280, value: 200_000 } as const

/** One line of the audit, as it was chained. */
export const auditLineShape = object({
  seq: integer(1),
  /** Epoch ms. */
  at: integer(),
  by: text(AUDIT_TEXT.by),
  via: oneOf(AUDIT_VIAS),
  /** `tier.order`, `tier.release`, `tier.extend`, `tier.end`, `tier.refuse`, `tier.takeover`, `policy.mode`, … */
  action: text(40),
  subject: text(AUDIT_TEXT.subject),
  reason: text(AUDIT_TEXT.reason),
  /** JSON text, as hashed; `null` for nothing. */
  before: nullable(text(AUDIT_TEXT.value)),
  after: nullable(text(AUDIT_TEXT.value)),
  /** Of the line before, and of this one: SHA-256, hex. */
  prevHash: text(64, 64),
  hash: text(64, 64),
})
export type AuditLine = Infer<typeof auditLineShape>

export const MAX_AUDIT_PAGE = 200

/** `GET /api/audit?before=SEQ&limit=N`: newest first. `verify=1` walks the whole chain as well. */
export const auditPageShape = object({
  lines: array(auditLineShape, MAX_AUDIT_PAGE),
  /** Ask with this as `before` for older lines; `null`: these were the last. */
  olderBefore: nullable(integer(1)),
  head: object({ seq: integer(), hash: text(64, 64) }),
  /** Verdict of the last look over the whole chain. */
  chain: object({ ok: boolean, lines: integer(), checkedAt: integer(), problem: nullable(text(400)) }),
})
export type AuditPage = Infer<typeof auditPageShape>
