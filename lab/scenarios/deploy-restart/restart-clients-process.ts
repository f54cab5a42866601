import { runPart } from '../../process/run-part.ts'
import { Pacer } from '../../storm/pacer.ts'
import { openPartysocket } from './libraries/partysocket.ts'
import { openReconnectingWebSocket } from './libraries/reconnecting-websocket.ts'
import { openSocketIo } from './libraries/socket-io.ts'
import { openStormdeck } from './libraries/stormdeck.ts'
import type { ClientEvents, Library, ReturningClient } from './returning-client.ts'

const REPORT_EVERY_MS = 250
const MAX_ATTEMPTS_NOTED = 500
/** So many may be on their way in at once: the start is not what is measured, and must not collapse. */
const MAX_JOINING = 25

export type RestartClientsOrder =
  | { kind: 'start'; library: Library; url: string; clients: number; rampPerSecond: number }
  /** From now on attempts are noted. */
  | { kind: 'lose' }
  | { kind: 'sum'; aliveAt: number }

export type RestartClientsReport =
  | { kind: 'ready' }
  | { kind: 'count'; open: number }
  | {
      kind: 'sum'
      /** For each client its return, epoch ms; `null`: not back. */
      backAt: (number | null)[]
      /** For each client its attempts and hints since the server lived again. */
      attempts: number[]
      /** Hints among them. */
      hints: number
    }

const LIBRARY: Record<Library, ReturningClient> = {
  stormdeck: openStormdeck,
  'socket.io-client': openSocketIo,
  'reconnecting-websocket': openReconnectingWebSocket,
  partysocket: openPartysocket,
}

type Client = { open: boolean; openAt: number | null; attempts: number[]; hints: number[] }
const clients: Client[] = []
let noting = false

function eventsOf(client: Client): ClientEvents {
  const note = (list: number[]) => {
    if (noting && list.length < MAX_ATTEMPTS_NOTED) list.push(Date.now())
  }
  return {
    attempt: () => note(client.attempts),
    hint: () => note(client.hints),
    open() {
      client.open = true
      client.openAt = Date.now()
    },
    close() {
      client.open = false
      client.openAt = null
    },
  }
}

runPart<RestartClientsReport, RestartClientsOrder>((order, side) => {
  if (order.kind === 'lose') noting = true
  if (order.kind === 'sum') {
    const since = (list: number[]) => list.filter(at => at >= order.aliveAt).length
    const attempts = clients.map(client => since(client.attempts) + since(client.hints))
    const hints = clients.reduce((sum, client) => sum + since(client.hints), 0)
    side.report({ kind: 'sum', backAt: clients.map(client => client.openAt), attempts, hints })
  }
  if (order.kind !== 'start') return
  const pacer = new Pacer(order.rampPerSecond, performance.now())
  const ramp = setInterval(() => {
    const joining = clients.filter(client => !client.open).length
    const room = Math.min(MAX_JOINING - joining, order.clients - clients.length)
    for (let due = Math.min(pacer.due(performance.now()), room); due > 0; due--) {
      const client: Client = { open: false, openAt: null, attempts: [], hints: [] }
      clients.push(client)
      LIBRARY[order.library](order.url, eventsOf(client))
    }
    if (clients.length >= order.clients) clearInterval(ramp)
  }, 10)
  setInterval(
    () => side.report({ kind: 'count', open: clients.filter(client => client.open).length }),
    REPORT_EVERY_MS,
  )
  side.report({ kind: 'ready' })
})
