type Node<T> = { next: T | null; previous: T | null; slot: number }

const SLOTS = 128

/**
 * Deadlines in whole ticks, for any number of nodes at O(1) each. The lists run through the nodes themselves, so
 * that scheduling allocates nothing and a closed session leaves at once.
 */
export class Wheel<T extends Node<T>> {
  readonly #heads: (T | null)[] = new Array(SLOTS).fill(null)
  /** Ticks since the start. */
  tick = 0

  /** Visits `node` in `ticks` ticks (1 to 127); moves it when it is already scheduled. */
  schedule(node: T, ticks: number): void {
    this.remove(node)
    const slot = (this.tick + Math.min(Math.max(Math.floor(ticks), 1), SLOTS - 1)) % SLOTS
    const head = this.#heads[slot] ?? null
    node.slot = slot
    node.next = head
    if (head) head.previous = node
    this.#heads[slot] = node
  }

  remove(node: T): void {
    if (node.slot < 0) return
    if (node.previous) node.previous.next = node.next
    else this.#heads[node.slot] = node.next
    if (node.next) node.next.previous = node.previous
    node.next = null
    node.previous = null
    node.slot = -1
  }

  /** Goes one tick on and hands over what is due; `visit` may schedule or remove any node. */
  turn(visit: (node: T) => void): void {
    this.tick++
    const slot = this.tick % SLOTS
    for (let node = this.#heads[slot]; node; node = this.#heads[slot]) {
      this.remove(node)
      visit(node)
    }
  }
}
