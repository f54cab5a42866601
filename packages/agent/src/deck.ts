import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AgentStatus } from '@stormdeck/protocol'
import type { ControlServer } from './control/control-server.ts'

/** What an attached agent is to its application. No method throws into the application. */
export type Deck = {
  /** The control listener; `null` without one. */
  readonly control: Pick<ControlServer, 'address' | 'ready'> | null
  /**
   * Sends a message to every session that wants the topic, in the way the tier in force allows. A string goes as
   * text, a Buffer as binary, anything else as JSON. Droppable ones are let go of from tier 2 on.
   */
  publish(topic: string, payload: unknown, options?: { droppable?: boolean }): void
  /**
   * Answers requests to `/stormdeck/…` on the application's own HTTP server, for `fallback: 'handler'`. True: it was
   * one, and is answered.
   */
  handle(req: IncomingMessage, res: ServerResponse): boolean
  /** `call` behind a circuit breaker of this name (F26): fails at once while the service behind it is down. */
  guard<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>): (...args: A) => Promise<R>
  /**
   * Sends everybody away before the process ends, so that a restart is no storm: each client that speaks the protocol
   * gets its window and ticket, all are closed with 1012 (a restart), and nobody is let in any more.
   * @param options.perSecond connections to close a second; absent: all, as fast as the loop can
   * @returns resolves when no connection is left, at most 5 s after the last was closed; after `close` at once, without
   * closing any. Never rejects.
   */
  restart(options?: { perSecond?: number }): Promise<void>
  /** The same as the wire says. */
  status(): AgentStatus
  /** Takes the agent out. Sockets stay open and the server goes on as if it had never been there. */
  close(): Promise<void>
}
