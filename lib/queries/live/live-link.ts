/** How this browser hears from the server. */
export type LiveLink =
  | { status: 'connecting' }
  | { status: 'live'; carrier: 'stream' | 'poll' }
  /** `error` is a sentence; a retry is already on its way. */
  | { status: 'lost'; error: string; failures: number }

export const CONNECTING: LiveLink = { status: 'connecting' }
