import { array, boolean, type Infer, integer, nullable, object, oneOf, text } from '@stormdeck/protocol'

export const AUDIT_VIAS = ['browser', 'command-line', 'policy', 'system'] as const

/** One line of the audit, as it was chained. */
export const auditLineShape = object({
  seq: integer(1),
  /** Epoch ms. */
  at: integer(),
  by: text(80),
  via: oneOf(AUDIT_VIAS),
  /** `tier.order`, `tier.release`, `tier.extend`, `tier.end`, `tier.refuse`, `tier.takeover`, `policy.mode`, … */
  action: text(40),
  subject: text(300),
  reason: text(280),
  /** JSON text, as hashed; `null` for nothing. */
  before: nullable(text(200_000)),
  after: nullable(text(200_000)),
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
