import type { LeaseSet, SignedLeaseSet } from '@stormdeck/protocol'
import type { StoredLease } from '../../../lib/server/store/stored-lease.ts'
import { pendingNodes } from '../../../lib/server/tiers/plan-takeover.ts'
import { SLOT_BYTES } from '../../../packages/agent/src/tier/journal.ts'
import type { JournalDisk } from '../../../packages/agent/src/tier/journal-file.ts'
import { TierMachine } from '../../../packages/agent/src/tier/tier-machine.ts'
import type { Wrapping } from '../wrapping.ts'

/** A fault that one script was written for, and has to notice on every network. */
export type ScriptMutant = {
  /** What is wrong with it, as the end of a sentence. */
  name: string
  /** Made anew for each time the script is played. */
  wrapping: () => Wrapping
  script: string
}

const withDisk = (change: (disk: JournalDisk) => Partial<JournalDisk>): Wrapping => ({
  machine: parts =>
    new TierMachine({ ...parts, disk: parts.disk && { ...parts.disk, ...change(parts.disk) } }),
})

/** Writes what a start has put on this boot's clock as it was before. */
function keepsFirstBoot(): Wrapping {
  const first = new Map<string, Pick<StoredLease, 'bootId' | 'endsMono'>>()
  return {
    store: store => ({
      ...store,
      tiers: {
        ...store.tiers,
        commit: change => {
          const put = change.put.map(lease => {
            const { bootId, endsMono } = lease
            if (!first.has(lease.id)) first.set(lease.id, { bootId, endsMono })
            return { ...lease, ...first.get(lease.id) }
          })
          return store.tiers.commit({ ...change, put })
        },
      },
    }),
  }
}

const setOf = (signed: SignedLeaseSet) =>
  JSON.parse(Buffer.from(signed.payload, 'base64url').toString('utf8')) as LeaseSet

const TAKEOVER_LASTS_MS = 60_000

/** Gives a takeover up a minute after it began, by the wall clock. */
function lapses(): Wrapping {
  let begunAt: number | null = null
  return {
    send: send => (target, signed) => {
      const { takeover, issuedAt } = setOf(signed)
      if (!takeover) return send(target, signed)
      begunAt ??= issuedAt
      if (issuedAt - begunAt < TAKEOVER_LASTS_MS) return send(target, signed)
      return Promise.resolve({ kind: 'unreachable', why: 'the takeover has lapsed' })
    },
  }
}

/** Started in the middle of a takeover, it hears every node once before it goes on with any of them. */
function listensToAll(): Wrapping {
  let begun = false
  return {
    store: store => ({
      ...store,
      tiers: {
        ...store.tiers,
        readBook: async () => {
          const book = await store.tiers.readBook()
          begun = pendingNodes(book).length > 0
          return book
        },
      },
    }),
    service: service => {
      if (!begun) return service
      const heard = new Set<string>()
      return {
        ...service,
        onStatus: (target, status) => {
          if (heard.has(target.id)) service.onStatus(target, status)
          heard.add(target.id)
        },
      }
    },
  }
}

export const SCRIPT_MUTANTS: readonly ScriptMutant[] = [
  {
    name: 'an agent that notes nothing of what is left of a lease',
    wrapping: () => withDisk(() => ({ note: () => {} })),
    script: 'a lease ends on a host that is rebooted with its clock set back, while nobody can tell it',
  },
  {
    name: 'an agent that notes what is left over the last set that is durable',
    wrapping: () => withDisk(disk => ({ note: (bytes, offset) => disk.note(bytes, SLOT_BYTES - offset) })),
    script: 'a power cut costs what was noted, and never the set that is held',
  },
  {
    name: 'a store that leaves an end on the clock of the boot it was ordered in',
    wrapping: keepsFirstBoot,
    script: 'ends that were read anew after a reboot with a moved clock are true once the store has them',
  },
  {
    name: 'a takeover that lapses by the wall clock',
    wrapping: lapses,
    script: 'a takeover does not lapse when the clock jumps before it has reached every node',
  },
  {
    name: 'a dashboard that hears a node twice before it tells one that it has taken',
    wrapping: listensToAll,
    script:
      'a node that was taken over is told at once after a restart, although that it was taken is not noted yet',
  },
]
