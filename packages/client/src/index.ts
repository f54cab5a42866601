export { BACKGROUND_AFTER_MS, connect, type Deck, MAX_CONNECTIONS } from './connect.ts'
export type {
  Clock,
  ConnectOptions,
  Message,
  Page,
  Payload,
  SendResult,
  SocketConstructor,
  SocketLike,
} from './options.ts'
export type { DeckState, Phase, StopReason, Transport, WaitReason, Why } from './state.ts'
