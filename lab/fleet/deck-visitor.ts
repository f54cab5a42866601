import { connect, type SocketConstructor } from '@stormdeck/client'
import { WebSocket } from 'ws'
import { TALK, type Visitor, type VisitorOptions } from './visitor.ts'

/** A `WebSocket` as a browser has it, but for the headers that a proxy would add. */
function socketWith(headers: Record<string, string>, attempt: () => void): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      attempt()
      super(url, protocols, { perMessageDeflate: false, headers })
    }
  } as unknown as SocketConstructor
}

/**
 * A page that uses our client: told tier and window while it is connected, it follows to event streams and polls, and
 * comes back at its own moment.
 */
export function startDeckVisitor({ url, version, headers, events, random }: VisitorOptions): Visitor {
  let open = false
  let left = false
  let gone = false
  const end = () => {
    if (gone) return
    gone = true
    events.gone()
  }
  const deck = connect(url, {
    version,
    random,
    WebSocket: socketWith(headers, () => events.attempt()),
    fetch: (input, init) => {
      events.attempt()
      return fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } })
    },
    onMessage: ({ topic }) => topic !== null && events.received(topic),
    onState({ phase }) {
      if ((phase === 'open') !== open) {
        open = phase === 'open'
        if (open) events.open()
        else events.closed(!left)
      }
      // Its user will try again some other time.
      if (phase === 'stopped') setTimeout(() => deck.close(), 0)
      if (phase === 'closed') end()
    },
  })
  const leave = () => {
    left = true
    deck.close()
  }
  return {
    talk() {
      if (deck.state.phase === 'manual') deck.refresh()
      else deck.send(TALK)
    },
    leave,
    drop: leave,
  }
}
