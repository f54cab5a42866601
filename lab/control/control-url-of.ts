import type { Deck } from '@stormdeck/agent'

/**
 * The address of an agent's control listener, once it listens.
 * @throws when the agent has none
 */
export async function controlUrlOf(deck: Deck): Promise<string> {
  await deck.control?.ready
  const address = deck.control?.address
  if (!address) throw new Error('the agent has no control listener')
  return `http://${address.host}:${address.port}`
}
