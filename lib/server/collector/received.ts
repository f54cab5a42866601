/**
 * When an answer was asked for and received. Ages are taken on the monotonic clock: the wall clock may be set between an
 * answer and whoever asks how old it is.
 */
export type Received = {
  /** Epoch ms on our own even clock. */
  at: number
  /** The same moment, monotonic ms. */
  mono: number
  /** When it was asked for, monotonic ms: it cannot have been made before. */
  askedMono: number
}
