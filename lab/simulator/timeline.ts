/** Work that was begun and is not settled; the clock stands still until there is none. */
export type Settling = { pending: number }

type Event = { at: number; order: number; run: () => void }

/**
 * Time of a simulated world. Events run in order of their time; promises they start are settled before time moves on, so
 * that a history is the same every time it is run.
 */
export class Timeline {
  now = 0
  readonly settling: Settling
  readonly #events: Event[] = []
  #order = 0

  constructor(settling: Settling) {
    this.settling = settling
  }

  /** Runs `run` at a time, ms; never in the past. @returns takes it back */
  at(time: number, run: () => void): () => void {
    const event = { at: Math.max(time, this.now), order: this.#order++, run }
    this.#push(event)
    return () => {
      event.run = () => {}
    }
  }

  after(ms: number, run: () => void): () => void {
    return this.at(this.now + ms, run)
  }

  /** Runs everything up to a time. */
  async runTo(time: number): Promise<void> {
    for (let next = this.#events[0]; next !== undefined && next.at <= time; next = this.#events[0]) {
      this.#pop()
      this.now = next.at
      next.run()
      await this.settle()
    }
    this.now = time
  }

  /** Until nothing that was begun is under way. Only promises are awaited, never a timer of the real world. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 6; quiet++) {
      await null
      if (this.settling.pending > 0) quiet = 0
    }
  }

  #push(event: Event): void {
    const heap = this.#events
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || before(above, event)) break
      heap[index] = above
      index = parent
    }
    heap[index] = event
  }

  #pop(): void {
    const heap = this.#events
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const left = heap[child]
      const right = heap[child + 1]
      if (left === undefined) break
      if (right !== undefined && before(right, left)) child++
      const smaller = heap[child] ?? left
      if (before(last, smaller)) break
      heap[index] = smaller
      index = child
    }
    heap[index] = last
  }
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order)
