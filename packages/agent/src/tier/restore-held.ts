import type { Clock } from '../clock/clock.ts'
import type { Held } from './held-leases.ts'
import type { JournalContent, JournalRecord } from './journal.ts'

type Restored = { held: Held | null; notice: string | null }

/**
 * The set a node obeys after its process was started again. In the same boot of the host the ends still hold.
 * After a reboot the clock they were on is gone: each lease then gets the shorter of what was left when it was
 * stored and what the wall clock says, and that is said. Of a damaged journal only the floor is kept: the issuer
 * and the revision below which nothing is accepted, without any lease.
 */
export function restoreHeld(
  content: Exclude<JournalContent, { state: 'empty' }>,
  clock: Pick<Clock, 'boot' | 'wall' | 'bootId'>,
): Restored {
  if (content.state === 'damaged') {
    const notice =
      'The lease journal was cut short or damaged. No lease was taken from it; the control plane will send them again.'
    return { held: content.floor && floorOf(content.floor), notice }
  }
  const { record } = content
  const bootId = clock.bootId()
  if (bootId !== null && bootId === record.bootId) {
    return { held: { ...headOf(record), leases: record.leases }, notice: null }
  }
  const away = clock.wall() - record.storedAtWallMs
  const leases = record.leases.map(({ lease, endsAtBootMs }) => {
    if (endsAtBootMs === null) return { lease, endsAtBootMs }
    const left = endsAtBootMs - record.storedAtBootMs
    return { lease, endsAtBootMs: clock.boot() + Math.max(0, Math.min(left, left - away)) }
  })
  const notice =
    'The host was restarted: leases end after the shorter of their last stored remainder and the wall clock.'
  return { held: { ...headOf(record), leases }, notice: leases.length > 0 ? notice : null }
}

function headOf({ issuer, epoch, revision, since, auditHead }: JournalRecord): Omit<Held, 'leases'> {
  return { issuer, epoch, revision, since, auditHead }
}

/** One below what was read, so that the set it belonged to can be sent again. */
function floorOf(record: JournalRecord): Held {
  return { ...headOf(record), revision: record.revision - 1, leases: [] }
}
