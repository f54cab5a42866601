import { array, object, oneOf, parse, parseScope, scopeNodeIds, text } from '@stormdeck/protocol'
import type { AuditRecords } from '../store/audit-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { MAX_PICTURED } from './plan-order.ts'

/** How long a node is left alone after a person released what the policy had ordered there. */
export const LEFT_ALONE_MS = 15 * 60_000

/** Releases that are read at a start; the policy's own are among them. */
const MAX_READ = 256

const pictureShape = object({
  leases: array(
    object({ id: text(40), scope: text(2_000), origin: oneOf(['person', 'policy']) }),
    MAX_PICTURED,
  ),
})

/**
 * Until when the policy leaves nodes alone, by what the audit says that people released, in ms of the monotonic clock: a
 * dashboard that is started again must not undo that.
 */
export async function readLeftAlone(audit: AuditRecords, clock: IssuerClock): Promise<Map<string, number>> {
  const leftAlone = new Map<string, number>()
  for (const { at, via, before, after } of await audit.readActions(['tier.release'], MAX_READ)) {
    const agoMs = Math.max(0, clock.wallMs() - at)
    if (via === 'policy' || agoMs >= LEFT_ALONE_MS) continue
    const still = new Set(leasesOf(after).map(({ id }) => id))
    const released = leasesOf(before).filter(({ id, origin }) => origin === 'policy' && !still.has(id))
    for (const id of released.flatMap(nodesOf)) {
      const until = clock.monoMs() + LEFT_ALONE_MS - agoMs
      leftAlone.set(id, Math.max(until, leftAlone.get(id) ?? until))
    }
  }
  return leftAlone
}

/** Empty as well where the audit of a former version pictures something else. */
function leasesOf(picture: string | null) {
  const read = parse(pictureShape, JSON.parse(picture ?? 'null'))
  return read.ok ? read.value.leases : []
}

function nodesOf({ scope }: { scope: string }): string[] {
  const read = parseScope(scope)
  return read === null ? [] : scopeNodeIds(read)
}
