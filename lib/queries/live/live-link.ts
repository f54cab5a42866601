/** How this browser hears from the server. */
export type LiveLink =
  | { status: 'connecting' }
  | { status: 'live'; carrier: 'stream' | 'poll' }
  /** `error` is a sentence; a retry is already on its way. `outdated`: the server is another build than this page. */
  | { status: 'lost'; error: string; failures: number; outdated?: true }

export const CONNECTING: LiveLink = { status: 'connecting' }
