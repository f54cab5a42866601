// By its own name, so that both entries are one module where both are used.
import { type ConnectOptions, connect, type Deck, type DeckState } from '@stormdeck/client'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'

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

/** No connection is wanted. */
const NONE: DeckState = { ...BEFORE, phase: 'closed' }

/** The state of the connection, and what can be done with it. The functions are the same from render to render. */
export type UseDeck = Pick<Deck, 'send' | 'retry' | 'refresh'> & { state: DeckState }

/** What stays the same while a component is mounted: its connection, and the functions that reach it. */
class Held {
  deck: Deck | null = null
  changed = (): void => {}
  readonly subscribe = (changed: () => void) => {
    this.changed = changed
    return () => {
      this.changed = () => {}
    }
  }
  readonly send: Deck['send'] = data => this.deck?.send(data) ?? 'not-open'
  readonly retry = (): void => this.deck?.retry()
  readonly refresh = (): void => this.deck?.refresh()
}

/**
 * A connection that lives as long as the component is mounted (F31: cleaned up on navigation).
 * Callbacks may change from render to render; another `url`, or other topics, connect anew.
 * @param url `null`: no connection; its phase is `closed`
 */
export function useDeck(url: string | null, options: ConnectOptions = {}): UseDeck {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const [held] = useState(() => new Held())
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
  const before = url === null ? NONE : BEFORE
  const state = useSyncExternalStore(
    held.subscribe,
    () => held.deck?.state ?? before,
    () => before,
  )
  const { send, retry, refresh } = held
  return useMemo(() => ({ state, send, retry, refresh }), [state, send, retry, refresh])
}
