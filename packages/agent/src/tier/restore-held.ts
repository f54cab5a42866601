import type { Clock } from '../clock/clock.ts'
import type { Held } from './held-leases.ts'
import type { JournalContent, JournalRecord } from './journal.ts'

/** `rebased`: the ends are on another clock than those that were read, and have to be stored at once. */
type Restored = { held: Held | null; notice: string | null; rebased: boolean }

/** Two processes of one boot read its clock apart by this much at most, ms. */
const CLOCK_JITTER_MS = 1_000

/**
 * The set a node obeys after its process was started again. In the same boot of the host the ends still hold.
 * After a reboot the clock they were on is gone: each lease then gets the shorter of what was left when that was written
 * last and what the wall clock says, and that is said. The uptime of this boot is no measure of what has passed: the
 * journal may have moved to another host. Of a damaged journal only the floor is kept: the issuer and the revision below
 * which nothing is accepted, without any lease.
 */
export function restoreHeld(
  content: Exclude<JournalContent, { state: 'empty' }>,
  clock: Pick<Clock, 'boot' | 'wall' | 'bootId'>,
): Restored {
  if (content.state === 'damaged') {
    const notice =
      'The lease journal was cut short or damaged. No lease was taken from it; the control plane will send them again.'
    return { held: content.floor && floorOf(content.floor), notice, rebased: false }
  }
  const { record } = content
  const sameBoot = isSameBoot(record, clock)
  const away = sameBoot ? 0 : Math.max(0, clock.wall() - record.storedAtWallMs)
  const leases = record.leases.map(({ lease, endsAtBootMs }) => {
    if (endsAtBootMs === null) return { lease, endsAtBootMs }
    const left = Math.max(0, endsAtBootMs - record.storedAtBootMs - away)
    const latest = clock.boot() + left
    return { lease, endsAtBootMs: sameBoot ? Math.min(endsAtBootMs, latest) : latest }
  })
  if (sameBoot) return { held: { ...headOf(record), leases }, notice: null, rebased: false }
  const notice =
    'The host was restarted: leases end after the shorter of their last stored remainder and the wall clock.'
  return { held: { ...headOf(record), leases }, notice: leases.length > 0 ? notice : null, rebased: true }
}

/** A boot whose clock has gone back is another one: a machine restored from a snapshot keeps its boot id. */
function isSameBoot(record: JournalRecord, clock: Pick<Clock, 'boot' | 'bootId'>): boolean {
  const bootId = clock.bootId()
  return (
    bootId !== null && bootId === record.bootId && clock.boot() >= record.storedAtBootMs - CLOCK_JITTER_MS
  )
}

function headOf({ issuer, epoch, revision, since, auditHead }: JournalRecord): Omit<Held, 'leases'> {
  return { issuer, epoch, revision, since, auditHead }
}

/** One below what was read, so that the set it belonged to can be sent again. */
function floorOf(record: JournalRecord): Held {
  return { ...headOf(record), revision: record.revision - 1, leases: [] }
}
