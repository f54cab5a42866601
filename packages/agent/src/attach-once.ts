import type { Deck } from './deck.ts'
import { type AttachOptions, safely } from './options.ts'

const decks = new WeakMap<object, Deck>()

/**
 * One agent a server: attaching to one that has an agent reports that and answers the deck that is there.
 * @param build makes the deck, and calls `closed` when it is taken out
 */
export function attachOnce(
  server: object,
  { onError }: Pick<AttachOptions, 'onError'>,
  build: (closed: () => void) => Deck,
): Deck {
  const present = decks.get(server)
  if (present) {
    safely(onError ?? (() => {}))(new Error('stormdeck: an agent is attached to this server already'))
    return present
  }
  const deck = build(() => decks.delete(server))
  decks.set(server, deck)
  return deck
}
