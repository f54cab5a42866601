export const LIVE_URL = '/api/live'

/** What a tab tells the worker: it wants the whole picture (also after it was asleep), or it goes. */
export type TabMessage = 'picture' | 'leave'
