import { HINT_PATH } from '@stormdeck/protocol'
import { callUrl, newSession, subprotocols } from './address.ts'
import type { Call, Event, Model } from './machine/model.ts'
import type { Message, Payload, SendResult, Setting } from './options.ts'
import { sendGate } from './send-gate.ts'
import { request } from './transport/request.ts'
import { type Connection, openSocket } from './transport/socket.ts'

export type Calls = {
  send(model: Model, data: Payload): SendResult
  /** Ends what is under way; nothing of it is reported any more. */
  drop(): AbortSignal
  open(model: Model, call: Call, ticket?: string): Promise<void>
}

/** The one connection or request of a client: a new one ends the one before (F20, F31). */
export function createCalls(
  set: Setting,
  dispatch: (event: Event) => void,
  deliver: (message: Message) => void,
): Calls {
  const me = { ...set, session: newSession() }
  const gate = sendGate()
  let controller = new AbortController()
  let socket: Connection | undefined

  function drop(): AbortSignal {
    controller.abort()
    controller = new AbortController()
    socket?.close()
    socket = undefined
    return controller.signal
  }

  return {
    drop,
    send(model, data) {
      if (model.phase !== 'open' || !socket) return 'not-open'
      const verdict = gate.check(data, set.clock.now(), model.hello?.settings)
      if (verdict === 'sent') socket.send(data)
      return verdict
    },
    async open(model, call, ticket) {
      const signal = drop()
      const report = (event: Event) => {
        if (!signal.aborted) dispatch(event)
      }
      try {
        const token = call === 'hint' ? null : await set.token?.()
        if (signal.aborted) return
        const told = call === 'websocket' ? undefined : model.hello?.fallback?.[call]
        const url = callUrl(
          set.url,
          me,
          model,
          ticket,
          call === 'hint' ? set.hint || told || HINT_PATH : told,
        )
        if (call === 'websocket')
          socket = openSocket(set.WebSocket, url, subprotocols(me, token), report, deliver, gate.tooLarge)
        else await request(set.fetch, url, token, signal, report, call === 'events')
      } catch {
        report({ type: 'ended' })
      }
    },
  }
}
