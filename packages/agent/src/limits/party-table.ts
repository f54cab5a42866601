const MINUTE_MS = 60_000
/** Entries looked at to make room for one: where more hold connections in a row, the next newcomer looks on. */
const MAX_LOOKS = 100

/** An address or a client: what it holds and how often it has come. */
export type Party = {
  readonly key: string
  connections: number
  attempts: number
  attemptsBefore: number
  minute: number
  version: string | null
}

/**
 * Parties by key, bounded. One without connections is forgotten when it has been quiet for a minute, or at once
 * when the table is full: a flood of new addresses cannot grow it.
 */
export class PartyTable {
  readonly #parties = new Map<string, Party>()
  readonly #capacity: number
  #sweep: IterableIterator<Party> | null = null
  #oldest: IterableIterator<Party> | null = null

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#parties.size
  }

  /**
   * The party of `key`, with one more attempt.
   * @param weight attempts that this one counts for
   */
  attempt(key: string, nowMs: number, weight = 1): Party {
    const minute = Math.floor(nowMs / MINUTE_MS)
    let party = this.#parties.get(key)
    if (!party) {
      if (this.#parties.size >= this.#capacity) this.#forgetSome()
      party = empty(key, minute)
      this.#parties.set(key, party)
    }
    roll(party, minute)
    party.attempts += weight
    return party
  }

  /** What is known of `key`, without counting; an empty one when it is not known. */
  party(key: string, nowMs: number): Party {
    return this.#parties.get(key) ?? empty(key, Math.floor(nowMs / MINUTE_MS))
  }

  /** Frees what has been quiet, `budget` entries a call, so that no call takes long. */
  sweep(nowMs: number, budget = 2_000): void {
    const minute = Math.floor(nowMs / MINUTE_MS)
    this.#sweep ??= this.#parties.values()
    for (let seen = 0; seen < budget; seen++) {
      const entry = this.#sweep.next()
      if (entry.done) {
        this.#sweep = null
        return
      }
      const party = entry.value
      if (party.connections === 0 && minute - party.minute > 1) this.#parties.delete(party.key)
    }
  }

  /** The `count` largest by connections, then attempts. */
  top(count: number): Party[] {
    const best: Party[] = []
    for (const party of this.#parties.values()) {
      const last = best[count - 1]
      if (last && !larger(party, last)) continue
      const at = best.findIndex(other => larger(party, other))
      best.splice(at < 0 ? best.length : at, 0, party)
      if (best.length > count) best.pop()
    }
    return best
  }

  /**
   * Oldest first, passing over those that hold connections. The walk goes on where it was: from the start of a map that
   * has lost its oldest entries the engine steps over each of them again, which made a flood of new addresses quadratic.
   */
  #forgetSome(): void {
    for (let looks = 0; looks < MAX_LOOKS && this.#parties.size >= this.#capacity; looks++) {
      this.#oldest ??= this.#parties.values()
      const entry = this.#oldest.next()
      if (entry.done) this.#oldest = null
      else if (entry.value.connections === 0) this.#parties.delete(entry.value.key)
    }
  }
}

const larger = (a: Party, b: Party) =>
  a.connections - b.connections > 0 || (a.connections === b.connections && a.attempts > b.attempts)

function empty(key: string, minute: number): Party {
  return { key, connections: 0, attempts: 0, attemptsBefore: 0, minute, version: null }
}

function roll(party: Party, minute: number): void {
  if (party.minute === minute) return
  party.attemptsBefore = party.minute === minute - 1 ? party.attempts : 0
  party.attempts = 0
  party.minute = minute
}

/** Attempts of the last 60 s, weighing the minute before by what of it still counts. */
export function attemptsLast60s(party: Party, nowMs: number): number {
  const minute = Math.floor(nowMs / MINUTE_MS)
  const into = (nowMs % MINUTE_MS) / MINUTE_MS
  if (party.minute === minute) return Math.round(party.attempts + party.attemptsBefore * (1 - into))
  return party.minute === minute - 1 ? Math.round(party.attempts * (1 - into)) : 0
}
