import type { NodeReading } from '../../domain/node-reading.ts'
import { RememberedServers } from './remembered-servers.ts'

type Judged = Pick<NodeReading, 'stormState' | 'stormSince'>

/** Since when a row is in its state, as far as rows were made here: a verdict from scrapes has no memory of its own. */
export class StormSince {
  readonly #states = new RememberedServers<Judged>()

  /** Servers that are remembered. */
  get size(): number {
    return this.#states.size
  }

  /** Takes a row in. @returns when its state began, epoch ms; `null` where that is unknown */
  note(instance: string, { stormState, stormSince }: Judged): number | null {
    const before = this.#states.get(instance)
    const state = before?.stormState === stormState ? before : { stormState, stormSince }
    this.#states.put(instance, state)
    return state.stormSince
  }
}
