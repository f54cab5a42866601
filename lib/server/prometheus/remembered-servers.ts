import { MAX_NODES } from '../../contract/max-nodes.ts'

/** Servers remembered: as many as can be shown, and those that were replaced lately. */
export const MAX_REMEMBERED_SERVERS = 2 * MAX_NODES

/** What is kept of servers by their instance: of more than can be remembered, the longest unread is forgotten (replaced pods come under new names). */
export class RememberedServers<T> {
  readonly #kept = new Map<string, T>()

  get size(): number {
    return this.#kept.size
  }

  get(instance: string): T | undefined {
    return this.#kept.get(instance)
  }

  put(instance: string, value: T): void {
    this.#kept.delete(instance)
    this.#kept.set(instance, value)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_REMEMBERED_SERVERS && oldest !== undefined) this.#kept.delete(oldest)
  }
}
