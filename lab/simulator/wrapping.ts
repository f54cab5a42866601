import type { Store } from '../../lib/server/store/store.ts'
import type { SendLeaseSet } from '../../lib/server/tiers/send-lease-set.ts'
import type { TierService } from '../../lib/server/tiers/tier-service.ts'
import type { TierMachine, TierMachineParts } from '../../packages/agent/src/tier/tier-machine.ts'
import type { DeckDisk } from './faulty-database.ts'

/** What a host uses of the shipped tier machine. */
export type Machine = Pick<
  TierMachine,
  'ordered' | 'effective' | 'revision' | 'put' | 'apply' | 'protect' | 'tick' | 'status'
>

/** What it says about its tier. */
export type TierStatus = ReturnType<Machine['status']>

type StoreParts = {
  /** Runs something after so many ms, unless the process is gone by then. */
  later: (ms: number, run: () => void) => void
  disk: DeckDisk
}

/**
 * What a test puts around the shipped parts, so that it can break them from outside; what is left out runs as shipped. Each
 * is called once a start of the process that it is in.
 */
export type Wrapping = {
  machine?: (parts: TierMachineParts) => Machine
  store?: (store: Store, parts: StoreParts) => Store
  send?: (send: SendLeaseSet) => SendLeaseSet
  service?: (service: TierService) => TierService
}
