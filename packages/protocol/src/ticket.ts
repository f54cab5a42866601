import { type Infer, integer, object, text } from './shape.ts'

/**
 * A promise that its bearer may return at a planned time. Travels as `base64url(JSON).base64url(HMAC-SHA-256)`
 * under the key of the group; valid on any node of the group, once per node. protocol.md.
 */
export const ticketShape = object({
  group: text(63, 1),
  session: text(64, 1),
  /** Unique, so that a node can tell a second use. */
  nonce: text(32, 8),
  /** Epoch ms. */
  notBefore: integer(),
  notAfter: integer(),
})
export type Ticket = Infer<typeof ticketShape>
