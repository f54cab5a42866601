import type { Party } from './party-table.ts'

/** The most connections that any one party holds, kept at O(1) a change: a look at all of them costs too much a status. */
export class LargestParty {
  connections = 0
  /** How many parties hold so many connections. */
  readonly #holding: number[] = []

  gain(party: Party): void {
    const before = party.connections++
    if (before > 0) this.#holding[before] = (this.#holding[before] ?? 1) - 1
    this.#holding[before + 1] = (this.#holding[before + 1] ?? 0) + 1
    this.connections = Math.max(this.connections, before + 1)
  }

  lose(party: Party): void {
    const before = party.connections--
    this.#holding[before] = (this.#holding[before] ?? 1) - 1
    if (before > 1) this.#holding[before - 1] = (this.#holding[before - 1] ?? 0) + 1
    // The one that lost now holds one less, so that no look further down is needed.
    if (before === this.connections && this.#holding[before] === 0) this.connections = before - 1
  }
}
