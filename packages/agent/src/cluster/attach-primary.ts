import cluster from 'node:cluster'
import type { Deck } from '../deck.ts'
import { Primary } from './primary.ts'
import type { PrimaryOptions } from './primary-options.ts'

export type PrimaryDeck = Pick<Deck, 'control' | 'status' | 'close'>

/**
 * The one node that the workers of a `node:cluster` are: called in the primary, while each worker calls `attach` with
 * `control: 'primary'`. Holds the control listener and the journal, adds up, and divides the limit of connections (F28).
 */
export function attachPrimary(options: PrimaryOptions): PrimaryDeck {
  const primary = new Primary(options, cluster)
  return { control: primary.control, status: () => primary.status(0), close: () => primary.close() }
}
