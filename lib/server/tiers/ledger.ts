import type { Scope } from '@stormdeck/protocol'
import type { AuditDraft } from '../audit/audit-chain.ts'
import { ApiFailure } from '../http/api-failure.ts'
import type { Store } from '../store/store.ts'
import { toStoreError } from '../store/store-error.ts'
import { raiseCeilings, type TierBook, type TierChange } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { createRebase } from './rebase.ts'

/** A change planned from a book, or `null` when there is nothing to do. */
export type Plan = Omit<TierChange, 'from'> & {
  /**
   * What a person ordered, for somebody whose screen is older: a clause such as `ada ordered tier 3 for group:eu`, and where.
   * `null`: upkeep of the machine (an ending, a renewal, a repair), which makes no screen old.
   */
  said: { text: string; scope: Scope } | null
}

export type Ledger = {
  /** The book as last stored. Replaced, never changed in place. */
  book(): TierBook
  /** Plans one change from the newest book and stores it; one after another, never two at once. */
  change(plan: (book: TierBook) => Plan | null): Promise<TierBook>
  /** Stores audit lines that change no order. */
  note(drafts: readonly AuditDraft[]): Promise<void>
  /** What people ordered above this revision, newest first; `null` when that is no longer known. */
  since(revision: number): { text: string; scope: Scope }[] | null
  onChange(listener: (book: TierBook) => void): void
}

const REMEMBERED = 64

/**
 * Holds the book of orders in memory as the store has it. A change is stored before it is seen by anybody; after a write
 * whose outcome is not known the book is read again before anything else is done with it.
 */
export async function openLedger(store: Store, clock: IssuerClock): Promise<Ledger> {
  const toThisBoot = createRebase(clock)
  const read = async () => toThisBoot(await store.tiers.readBook())
  let book = await read()
  let doubtful = false
  let tail: Promise<unknown> = Promise.resolve()
  const said: { revision: number; text: string; scope: Scope }[] = []
  /** From this revision on `said` is complete. */
  let completeFrom = book.revision
  const listeners: ((book: TierBook) => void)[] = []

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work)
    tail = turn.catch(() => undefined)
    return turn
  }

  const put = (next: TierBook, what: Plan['said']) => {
    if (what !== null && next.revision !== book.revision) {
      said.unshift({ revision: next.revision, ...what })
      const forgotten = said.splice(REMEMBERED)[0]
      if (forgotten !== undefined) completeFrom = forgotten.revision
    }
    const told = next.revision !== book.revision || next.epoch !== book.epoch
    book = next
    // What is only noted (a mode, a node that was taken) is nothing that any node has to be sent.
    if (told) for (const listener of listeners) listener(book)
  }

  const reread = async () => {
    const next = await read()
    doubtful = false
    const changed = next.revision !== book.revision || next.epoch !== book.epoch
    if (changed) put(next, { text: 'the orders were changed', scope: { kind: 'fleet', name: null } })
    else book = next
  }

  const write = async (plan: Plan): Promise<TierBook> => {
    const { said: what, ...change } = plan
    const from = { epoch: book.epoch, revision: book.revision }
    try {
      const auditHead = await store.tiers.commit({ ...change, from })
      put(applyChange(book, { ...change, from }, auditHead), what)
      return book
    } catch (error) {
      doubtful = true
      await reread().catch(() => undefined)
      throw storeRefusal(error)
    }
  }

  return {
    book: () => book,
    change: plan =>
      inTurn(async () => {
        if (doubtful) await reread().catch(error => Promise.reject(storeRefusal(error)))
        const planned = plan(book)
        return planned === null ? book : write(planned)
      }),
    note: drafts =>
      inTurn(async () => {
        const auditHead = await store.audit.append(drafts)
        book = { ...book, auditHead }
      }),
    since: revision => {
      if (revision > book.revision || revision < completeFrom) return null
      return said.filter(entry => entry.revision > revision)
    },
    onChange: listener => void listeners.push(listener),
  }
}

/** The book after a change that has been stored. */
export function applyChange(book: TierBook, change: TierChange, auditHead: TierBook['auditHead']): TierBook {
  const changed = new Map(change.put.map(lease => [lease.id, lease]))
  const leases = book.leases.map(lease => changed.get(lease.id) ?? lease)
  const known = new Set(leases.map(lease => lease.id))
  return {
    ...book,
    ...change.to,
    policyMode: change.policyMode ?? book.policyMode,
    policyChosen: change.policyChosen ?? book.policyChosen,
    takeover: change.takeover ?? book.takeover,
    ceilings: change.to.epoch === book.epoch ? book.ceilings : raiseCeilings(book.ceilings, change.from),
    leases: [...leases, ...change.put.filter(lease => !known.has(lease.id))].filter(
      lease => lease.endedAt === null,
    ),
    auditHead,
  }
}

function storeRefusal(error: unknown): ApiFailure {
  const { kind, message } = toStoreError(error)
  if (kind === 'conflict') return new ApiFailure('conflict', message)
  return new ApiFailure('unavailable', `It could not be stored, so nothing was sent. ${message}`)
}
