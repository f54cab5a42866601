import type { StoredLease } from '../../../lib/server/store/stored-lease.ts'
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
]
