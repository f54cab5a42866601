import type { Tier } from '@stormdeck/protocol'

/**
 * Where a client stands.
 * - `connecting`: an attempt is under way; `open`: messages arrive (by `transport`)
 * - `waiting`: the next attempt is planned for `nextAttemptAt`, or waits for what `why` names
 * - `background`: the page is hidden and the connection given up; it returns by itself when visible
 * - `manual`: tier 5; nothing happens until `refresh()`
 * - `stopped`: no further attempt by itself but as `why` says; `retry()` always tries again
 * - `closed`: `close()` was called; final
 */
export type Phase = 'connecting' | 'open' | 'waiting' | 'background' | 'manual' | 'stopped' | 'closed'

export type Transport = 'websocket' | 'events' | 'poll'

/** Why a client waits … */
export type WaitReason =
  /** a random moment in the window that the server told */
  | 'window'
  /** the time the server planned for this client */
  | 'ticket'
  /** F30: no window was ever heard */
  | 'backoff'
  /** turned away with a time to come back */
  | 'refused'
  /** the browser says that there is no network; goes on when there is */
  | 'offline'
  /** this client holds its three connections in other tabs (F10); goes on when one is free */
  | 'places'
/** … and why it stopped. */
export type StopReason =
  /** seven attempts without an answer; goes on when the network returns or the page becomes visible */
  | 'no-answer'
  /** close code 1000: stay away until the user asks */
  | 'sent-away'
  /** close code 1008 */
  | 'policy'
  /** 401 or 403, or close code 3000 or 3003 */
  | 'not-allowed'
  /** the tier asks for a transport that this server does not offer */
  | 'not-served'
export type Why = WaitReason | StopReason

export type DeckState = {
  readonly phase: Phase
  readonly transport: Transport | null
  /** As the server last said; `null`: it never said. */
  readonly tier: Tier | null
  /** What to show to the user; `null`: nothing is missing. */
  readonly userText: string | null
  /** Epoch ms of the next attempt or, at tier 5, of the snapshot asked for; `null`: none is planned. */
  readonly nextAttemptAt: number | null
  /** Attempts in a row that nobody answered. */
  readonly attempts: number
  readonly why: Why | null
  /** How the last socket ended, in the server's words. */
  readonly closed: { readonly code: number; readonly reason: string } | null
}
