import { ownFeed } from './feed-owner.ts'
import { wait } from './live-feed.ts'
import { clockNow, type LiveNews, type LiveState, NOTHING_YET, withNews } from './live-state.ts'
import { LIVE_URL, type TabMessage } from './worker-protocol.ts'

/** A worker that has not said anything by then is not there; the tab follows the feed itself. */
const WORKER_START_MS = 3_000

/**
 * Joins this tab to the live feed: through the worker of this browser, else by itself. `onState` hears every change,
 * at once.
 * @returns leaves the feed
 */
export function joinFeed(onState: (state: LiveState) => void): () => void {
  let state = NOTHING_YET
  let askAgain: () => void = () => {}
  const hear = (news: LiveNews) => {
    const next = withNews(state, news, clockNow())
    if (next === null) return askAgain()
    state = next
    onState(state)
  }
  let leave: () => void = () => {}
  const alone = () => {
    const owner = ownFeed(
      { url: LIVE_URL, fetchFrom: (input, init) => fetch(input, init), random: Math.random, wait },
      hear,
    )
    askAgain = () => hear(owner.picture())
    leave = owner.stop
  }
  if (typeof SharedWorker === 'undefined') alone()
  else {
    const shared = joinWorker(hear, alone)
    askAgain = shared.askAgain
    leave = shared.leave
  }
  return () => leave()
}

function joinWorker(hear: (news: LiveNews) => void, fallBack: () => void) {
  const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), {
    type: 'module',
    name: 'stormdeck-live',
  })
  const say = (message: TabMessage) => worker.port.postMessage(message)
  const away = () => say('leave')
  const back = () => document.visibilityState === 'visible' && say('picture')
  const leave = () => {
    clearTimeout(starting)
    removeEventListener('pagehide', away)
    removeEventListener('pageshow', back)
    document.removeEventListener('visibilitychange', back)
    say('leave')
    worker.port.close()
  }
  const giveUp = () => {
    leave()
    fallBack()
  }
  const starting = setTimeout(giveUp, WORKER_START_MS)
  worker.onerror = giveUp
  worker.port.onmessage = event => {
    clearTimeout(starting)
    hear(event.data as LiveNews)
  }
  addEventListener('pagehide', away)
  addEventListener('pageshow', back)
  document.addEventListener('visibilitychange', back)
  return { askAgain: () => say('picture'), leave }
}
