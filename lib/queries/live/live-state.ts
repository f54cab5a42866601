import type { FeedMessage } from '../../contract/feed.ts'
import { applyFeed, type FeedPicture } from '../../contract/feed-apply.ts'
import { CONNECTING, type LiveLink } from './live-link.ts'
import type { Disagreement } from './storm-watch.ts'

/** A moment on both clocks of the browser: the monotonic one may stand still in sleep, the wall one may jump. */
export type ClockMark = { wallMs: number; monotonicMs: number }

/** Everything the screens of one tab know; one entry of the query cache. */
export type LiveState = {
  /** The last picture is kept when the link is lost, and marked as old. */
  picture: FeedPicture | null
  link: LiveLink
  /** When the last message arrived. */
  heardAt: ClockMark | null
  /** Nodes on which the detector of this browser and the server's verdict differ, for longer than a message takes. */
  disagreements: readonly Disagreement[]
}

/** What the owner of the feed (worker or page) tells a tab. */
export type LiveNews =
  /** `heardAgoMs` rather than a mark: a worker's monotonic clock has another zero. */
  | { kind: 'picture'; picture: FeedPicture | null; heardAgoMs: number; link: LiveLink }
  | { kind: 'message'; message: FeedMessage }
  | { kind: 'link'; link: LiveLink }
  | { kind: 'disagreements'; disagreements: readonly Disagreement[] }

export const NOTHING_YET: LiveState = { picture: null, link: CONNECTING, heardAt: null, disagreements: [] }

/** The state after a piece of news. `null`: a message does not follow; the tab asks its owner for the picture. */
export function withNews(state: LiveState, news: LiveNews, now: ClockMark): LiveState | null {
  switch (news.kind) {
    case 'picture':
      if (news.picture === null) return { ...state, link: news.link }
      return { ...state, picture: news.picture, heardAt: before(now, news.heardAgoMs), link: news.link }
    case 'link':
      return { ...state, link: news.link }
    case 'disagreements':
      return { ...state, disagreements: news.disagreements }
    case 'message': {
      const picture = applyFeed(state.picture, news.message)
      return picture === null ? null : { ...state, picture, heardAt: now }
    }
  }
}

/** Time since a mark, ms: the larger of both clocks, never negative. detection.md, "Browser clocks". */
export function msSince(mark: ClockMark, now: ClockMark): number {
  return Math.max(now.monotonicMs - mark.monotonicMs, now.wallMs - mark.wallMs, 0)
}

const before = (mark: ClockMark, ms: number): ClockMark => ({
  wallMs: mark.wallMs - ms,
  monotonicMs: mark.monotonicMs - ms,
})

export function clockNow(): ClockMark {
  return { wallMs: Date.now(), monotonicMs: performance.now() }
}
