// By its own name, so that both entries are one module where both are used.
import { type ConnectOptions, connect, type Deck, type DeckState } from '@stormdeck/client'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'

const BEFORE: DeckState = {
  phase: 'connecting',
  transport: null,
  tier: null,
  userText: null,
  nextAttemptAt: null,
  attempts: 0,
  why: null,
  closed: null,
}

export type UseDeck = Pick<Deck, 'send' | 'retry' | 'refresh'> & { state: DeckState }

/**
 * A connection that lives as long as the component is mounted (F31: cleaned up on navigation).
 * Callbacks may change from render to render; another `url`, or other topics, connect anew.
 * @param url `null`: no connection
 */
export function useDeck(url: string | null, options: ConnectOptions = {}): UseDeck {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const held = useMemo(() => ({ deck: null as Deck | null, changed: () => {} }), [])
  const topics = options.topics?.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: topics stand for their content, a new array is not a change
  useEffect(() => {
    if (url === null) return
    const deck = connect(url, {
      ...latest.current,
      onMessage: message => latest.current.onMessage?.(message),
      onReset: () => latest.current.onReset?.(),
      onDropped: error => latest.current.onDropped?.(error),
      token: () => latest.current.token?.() ?? null,
      onState: state => {
        held.changed()
        latest.current.onState?.(state)
      },
    })
    held.deck = deck
    held.changed()
    return () => {
      held.deck = null
      deck.close()
    }
  }, [url, topics, held])
  const state = useSyncExternalStore(
    useMemo(
      () => (changed: () => void) => {
        held.changed = changed
        return () => {
          held.changed = () => {}
        }
      },
      [held],
    ),
    () => held.deck?.state ?? BEFORE,
    () => BEFORE,
  )
  return useMemo(
    () => ({
      state,
      send: data => held.deck?.send(data) ?? 'not-open',
      retry: () => held.deck?.retry(),
      refresh: () => held.deck?.refresh(),
    }),
    [state, held],
  )
}
