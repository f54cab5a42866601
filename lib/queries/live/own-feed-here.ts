import { type FeedOwner, ownFeed } from './feed-owner.ts'
import { wait } from './live-feed.ts'
import type { LiveNews } from './live-state.ts'
import { OWN_BUILD } from './own-build.ts'
import { LIVE_URL } from './worker-protocol.ts'

/** Follows the feed from the page or worker this runs in. */
export function ownFeedHere(tell: (news: LiveNews) => void): FeedOwner {
  return ownFeed(
    {
      url: LIVE_URL,
      fetchFrom: (input, init) => fetch(input, init),
      random: Math.random,
      ownBuild: OWN_BUILD,
      wait,
    },
    tell,
  )
}
