import { BACKOFF, backoffMs, CLIENT_VERSION_PARAMETER, RECONNECT_PARAMETER } from '@stormdeck/protocol'
import { WebSocket } from 'ws'
import { topicsOf } from './message-topics.ts'
import { TALK, type Visitor, type VisitorOptions } from './visitor.ts'

const HANDSHAKE_TIMEOUT_MS = 10_000

/** One connection, from the attempt to its end. */
function openSocket(
  { url, version, headers, events }: VisitorOptions,
  reconnect: boolean,
  ended: (opened: boolean, code: number) => void,
): WebSocket {
  const address = new URL(url)
  address.searchParams.set(CLIENT_VERSION_PARAMETER, version)
  if (reconnect) address.searchParams.set(RECONNECT_PARAMETER, '1')
  events.attempt()
  const socket = new WebSocket(address, {
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    headers,
  })
  let opened = false
  socket.on('open', () => {
    opened = true
    events.open()
  })
  socket.on('message', (data, isBinary) => {
    if (!isBinary) for (const topic of topicsOf(data.toString())) events.received(topic)
  })
  socket.on('error', () => {})
  socket.on('close', code => ended(opened, code))
  return socket
}

/**
 * A client that knows nothing of Stormdeck but its manners: when its connection is lost it comes back by F30, and after
 * its last attempt waits for its user.
 */
export function startPlainVisitor(options: VisitorOptions): Visitor {
  const { events, random } = options
  let timer: NodeJS.Timeout | undefined
  let left = false

  const connect = (failures: number, reconnect: boolean): WebSocket =>
    openSocket(options, reconnect, (opened, code) => {
      if (opened) events.closed(code !== 1000 && !left)
      else events.failed()
      const next = opened ? 0 : failures + 1
      if (left || code === 1000 || next > BACKOFF.maxAttempts) return events.gone()
      timer = setTimeout(
        () => {
          socket = connect(next, reconnect || opened)
        },
        backoffMs(next, random),
      )
    })

  let socket = connect(0, false)
  const drop = () => {
    left = true
    clearTimeout(timer)
    socket.terminate()
  }
  return {
    talk: () => socket.readyState === WebSocket.OPEN && socket.send(TALK),
    leave() {
      if (socket.readyState !== WebSocket.OPEN) {
        drop()
        events.gone()
        return
      }
      left = true
      socket.close(1000)
    },
    drop,
  }
}
