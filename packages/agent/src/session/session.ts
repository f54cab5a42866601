import type { CloseReason, Tier } from '@stormdeck/protocol'
import type { Party } from '../limits/party-table.ts'
import type { Message } from '../publish/message.ts'

export type Transport = 'websocket' | 'events' | 'poll'

/** The far end of a session, whatever carries it. A method never throws. */
export type Peer = {
  /** Bytes accepted for sending and not yet taken by the kernel. */
  readonly bufferedAmount: number
  /** Bytes that the kernel has taken on this connection; absent where that says nothing. */
  readonly takenBytes?: number
  /** Sends one in-band frame, to a client that announced itself. */
  deliver(frame: string): void
  /** Sends one published message as the application's own clients expect it. */
  publish(message: Message): void
  /** A copy of a payload that has to wait, and its bytes; absent, or `null`, where its JSON says it all. */
  keep?(payload: unknown): { payload: unknown; bytes: number } | null
  /** Sends a ping whose answer repeats `tick`. */
  ping(tick: number): void
  close(code: number, reason: string): void
  terminate(): void
}

/** One open session. Also a node of the heartbeat wheel, so that a session costs one object. */
export class Session {
  readonly transport: Transport
  readonly peer: Peer
  readonly openedAtMs: number
  /** Authenticated or self-chosen identity that a newer connection replaces (F27). */
  key: string | null = null
  /** The random bits that the client drew for itself; what its tickets are bound to. */
  drawn: string | null = null
  address: Party | null = null
  client: Party | null = null
  version: string | null = null
  /** Told tier, window and ticket in band. */
  announced = false
  topics: ReadonlySet<string> | null = null

  /** Admitted in reduced mode by local protection number `reducedIn`; 0: not. */
  reducedIn = 0
  /** The tier it was told. */
  tier: Tier = 1
  /** The window it was told, ms. */
  windowMs = 0
  /** False while what is published waits for the next flush. */
  live = true
  /** Number of the last published message it was given; only kept while not `live`. */
  sequence = 0
  /** Set before the agent closes it, so that the close is counted under the right reason. */
  closing: CloseReason | null = null
  open = true

  tooLarge = 0
  rateTick = 0
  rateCount = 0

  /** Turn of the wheel in which the application last heard from it. */
  heardTick = 0
  /** `takenBytes` of its peer when it was last looked at. */
  takenBytes = 0
  pingTick = 0
  pingedAtMs = 0
  awaitingPong = false
  zombie = false
  next: Session | null = null
  previous: Session | null = null
  slot = -1

  constructor(transport: Transport, peer: Peer, openedAtMs: number) {
    this.transport = transport
    this.peer = peer
    this.openedAtMs = openedAtMs
  }
}
