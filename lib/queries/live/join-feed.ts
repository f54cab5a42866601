import { clockNow, type LiveNews, type LiveState, NOTHING_YET, withNews } from './live-state.ts'
import type { TabMessage } from './worker-protocol.ts'

/** A worker that has not said anything by then is not there; the tab follows the feed itself. */
const WORKER_ANSWER_MS = 5_000
/** After this long without news the worker is asked for the picture, which it always has: it may have died. */
const WORKER_SILENT_MS = 10_000

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
  let left = false
  // Fetched only where it is needed: nearly every browser leaves the feed, its parser and the detector to the worker.
  const alone = async () => {
    const { ownFeedHere } = await import('./own-feed-here.ts')
    if (left) return
    const owner = ownFeedHere(hear)
    askAgain = () => hear(owner.picture())
    leave = owner.stop
  }
  const shared = joinWorker(hear, () => void alone())
  if (shared === null) void alone()
  else {
    askAgain = shared.askAgain
    leave = shared.leave
  }
  return () => {
    left = true
    leave()
  }
}

/** `null`: this browser has none, or refuses it here, as it does in a sandboxed frame. */
function sharedWorker(): SharedWorker | null {
  if (typeof SharedWorker === 'undefined') return null
  try {
    return new SharedWorker(new URL('./live.worker.ts', import.meta.url), {
      type: 'module',
      name: 'stormdeck-live',
    })
  } catch {
    return null
  }
}

function joinWorker(hear: (news: LiveNews) => void, fallBack: () => void) {
  const worker = sharedWorker()
  if (worker === null) return null
  let given = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (message: TabMessage) => worker.port.postMessage(message)
  const askAgain = () => {
    clearTimeout(timer)
    timer = setTimeout(giveUp, WORKER_ANSWER_MS)
    say('picture')
  }
  const away = () => {
    clearTimeout(timer)
    say('leave')
  }
  const back = () => document.visibilityState === 'visible' && askAgain()
  const leave = () => {
    clearTimeout(timer)
    removeEventListener('pagehide', away)
    removeEventListener('pageshow', back)
    document.removeEventListener('visibilitychange', back)
    say('leave')
    worker.port.close()
  }
  const giveUp = () => {
    if (given) return
    given = true
    leave()
    fallBack()
  }
  timer = setTimeout(giveUp, WORKER_ANSWER_MS)
  worker.onerror = giveUp
  worker.port.onmessage = event => {
    clearTimeout(timer)
    timer = setTimeout(askAgain, WORKER_SILENT_MS)
    hear(event.data as LiveNews)
  }
  addEventListener('pagehide', away)
  addEventListener('pageshow', back)
  document.addEventListener('visibilitychange', back)
  return { askAgain, leave }
}
