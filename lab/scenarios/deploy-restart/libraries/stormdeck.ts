import { connect } from '@stormdeck/client'
import type { ReturningClient } from '../returning-client.ts'
import { countedSocket } from './counted-socket.ts'

/** Ours, as shipped; the limit of three connections a browser does not fit a process that plays thousands. */
export const openStormdeck: ReturningClient = (url, events) => {
  let open = false
  connect(url, {
    WebSocket: countedSocket(events) as never,
    maxConnections: Number.POSITIVE_INFINITY,
    page: null,
    fetch: (...args) => {
      events.hint()
      return fetch(...args)
    },
    onState({ phase }) {
      if ((phase === 'open') === open) return
      open = !open
      if (open) events.open()
      else events.close()
    },
  })
}
