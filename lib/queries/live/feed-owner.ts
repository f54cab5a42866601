import type { FeedPicture } from '../../contract/feed-apply.ts'
import { followFeed, type LiveFeedDeps } from './live-feed.ts'
import { CONNECTING, type LiveLink } from './live-link.ts'
import { type ClockMark, clockNow, type LiveNews, msSince } from './live-state.ts'
import { createStormWatch } from './storm-watch.ts'

export type FeedOwner = {
  /** Everything known now, for a tab that joins or lost the thread. */
  picture: () => LiveNews
  stop: () => void
}

/** Follows the feed once and tells its news to whoever listens: the worker to all tabs, or a tab to itself. */
export function ownFeed(deps: LiveFeedDeps, tell: (news: LiveNews) => void): FeedOwner {
  const ending = new AbortController()
  let link: LiveLink = CONNECTING
  let picture: FeedPicture | null = null
  let heardAt: ClockMark | null = null
  const watch = createStormWatch()
  let differed = '[]'
  void followFeed(
    deps,
    {
      onMessage: (message, after) => {
        const follows = picture !== null && message.kind === 'patch'
        picture = after
        heardAt = clockNow()
        // Told before the detector runs: an early frame must not wait for anything.
        tell(follows ? { kind: 'message', message } : { kind: 'picture', picture, heardAgoMs: 0, link })
        const disagreements = watch(after.state, message.hot)
        if (JSON.stringify(disagreements) === differed) return
        differed = JSON.stringify(disagreements)
        tell({ kind: 'disagreements', disagreements })
      },
      onLink: next => {
        if (next.status === 'live' && link.status === 'live' && next.carrier === link.carrier) return
        link = next
        tell({ kind: 'link', link })
      },
    },
    ending.signal,
  )
  return {
    picture: () => ({
      kind: 'picture',
      picture,
      heardAgoMs: heardAt === null ? 0 : msSince(heardAt, clockNow()),
      link,
    }),
    stop: () => ending.abort(),
  }
}
