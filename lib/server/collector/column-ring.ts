/**
 * A fixed number of time slots of equal length with some columns of numbers, in one typed array: what it costs is
 * known when it is made. Slots are numbered by epoch time ÷ step. Unknown is `null`; a slot nobody wrote is unknown.
 */
export class ColumnRing<K extends string> {
  readonly stepMs: number
  readonly slots: number
  /** Number of the newest slot; -1 before the first. */
  newest = -1
  readonly #columns: Record<K, Float32Array>

  constructor(options: { stepMs: number; slots: number; columns: readonly K[] }) {
    this.stepMs = options.stepMs
    this.slots = options.slots
    this.#columns = Object.fromEntries(
      options.columns.map(column => [column, new Float32Array(options.slots).fill(Number.NaN)]),
    ) as Record<K, Float32Array>
  }

  /** What the ring holds in memory, bytes. */
  get byteLength(): number {
    return Object.values<Float32Array>(this.#columns).reduce((sum, column) => sum + column.byteLength, 0)
  }

  slotAt(epochMs: number): number {
    return Math.floor(epochMs / this.stepMs)
  }

  /** Oldest slot that is still held. */
  get oldest(): number {
    return Math.max(0, this.newest - this.slots + 1)
  }

  /** Opens slots up to `slot`; what lies between is unknown. A step back by more than the ring empties it. */
  open(slot: number): void {
    if (slot <= this.newest - this.slots) {
      this.#clear()
      this.newest = slot
    }
    if (slot <= this.newest) return
    if (slot - this.newest >= this.slots) this.#clear()
    else
      for (let next = this.newest + 1; next <= slot; next++)
        for (const column of Object.values<Float32Array>(this.#columns))
          column[next % this.slots] = Number.NaN
    this.newest = slot
  }

  /** Writes into an open slot; a later write replaces an earlier one, and what is too old is dropped. */
  set(column: K, slot: number, value: number | null): void {
    if (slot > this.newest || slot < this.oldest) return
    this.#columns[column][slot % this.slots] = value ?? Number.NaN
  }

  get(column: K, slot: number): number | null {
    if (slot > this.newest || slot < this.oldest) return null
    const value = this.#columns[column][slot % this.slots]
    return value === undefined || Number.isNaN(value) ? null : value
  }

  /** Sum over [from, to]; `null` when nothing in it is known. */
  sum(column: K, from: number, to: number): number | null {
    const { sum, known } = this.total(column, from, to)
    return known === 0 ? null : sum
  }

  /** Sum over [from, to], and how many of its slots are known. Read every second for every node: one plain loop. */
  total(column: K, from: number, to: number): { sum: number; known: number } {
    const values = this.#columns[column]
    const last = Math.min(to, this.newest)
    let sum = 0
    let known = 0
    for (let slot = Math.max(from, this.oldest), at = slot % this.slots; slot <= last; slot++) {
      const value = values[at] as number
      if (!Number.isNaN(value)) {
        sum += value
        known++
      }
      at = at + 1 === this.slots ? 0 : at + 1
    }
    return { sum, known }
  }

  /** Largest value over [from, to]; `null` when nothing in it is known. */
  max(column: K, from: number, to: number): number | null {
    const values = this.#columns[column]
    const last = Math.min(to, this.newest)
    let largest: number | null = null
    for (let slot = Math.max(from, this.oldest); slot <= last; slot++) {
      const value = values[slot % this.slots] as number
      if (!Number.isNaN(value) && (largest === null || value > largest)) largest = value
    }
    return largest
  }

  #clear(): void {
    for (const column of Object.values<Float32Array>(this.#columns)) column.fill(Number.NaN)
  }
}
