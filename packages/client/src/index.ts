export { connect, type Deck } from './connect.ts'
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
