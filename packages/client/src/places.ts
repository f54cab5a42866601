/**
 * At most so many connections of one client to one URL (F10). With Web Locks the places are shared by all tabs of
 * the browser; where there are none (plain http, Node before 24) they are counted within this page or process.
 */
export type Places = {
  /** Asks for a place; `granted` is called once when it is held. */
  take(granted: () => void): void
  /** Gives it back, or stops asking. */
  leave(): void
}

type Ask = { granted: () => void; holds: boolean }
const here = new Map<string, Ask[]>()

function grantNext(key: string, max: number): void {
  const asks = here.get(key) ?? []
  for (const ask of asks.slice(0, max)) {
    if (ask.holds) continue
    ask.holds = true
    queueMicrotask(() => ask.holds && ask.granted())
  }
}

/** Counts within this page or process. */
export function localPlaces(key: string, max: number): Places {
  let mine: Ask | null = null
  return {
    take(granted) {
      if (mine) return
      mine = { granted, holds: false }
      here.set(key, [...(here.get(key) ?? []), mine])
      grantNext(key, max)
    },
    leave() {
      if (!mine) return
      mine.holds = false
      const left = (here.get(key) ?? []).filter(ask => ask !== mine)
      if (left.length) here.set(key, left)
      else here.delete(key)
      mine = null
      grantNext(key, max)
    },
  }
}

/**
 * Shared between tabs. Who waits says so to the others, and a hidden tab then gives its place up at once.
 * @param wanted called when another tab waits for a place
 */
export function sharedPlaces(key: string, max: number, wanted: () => void): Places {
  let held: AbortController | null = null
  let channel: BroadcastChannel | null = null
  return {
    take(granted) {
      if (held) return
      const mine = new AbortController()
      held = mine
      channel = new BroadcastChannel(key)
      channel.onmessage = wanted
      channel.postMessage(0)
      // One request a place; the first that is granted withdraws the others.
      let won = false
      const others = new AbortController()
      mine.signal.onabort = () => others.abort()
      for (let place = 0; place < max; place++) {
        navigator.locks
          .request(`${key} ${place}`, { signal: others.signal }, () => {
            if (won || mine.signal.aborted) return
            won = true
            others.abort()
            granted()
            return new Promise<void>(free => {
              mine.signal.onabort = () => free()
            })
          })
          .catch(() => {})
      }
    },
    leave() {
      held?.abort()
      channel?.close()
      held = channel = null
    },
  }
}

export function places(key: string, max: number, wanted: () => void): Places {
  if (max === Number.POSITIVE_INFINITY) return { take: granted => queueMicrotask(granted), leave() {} }
  return globalThis.navigator?.locks && globalThis.BroadcastChannel
    ? sharedPlaces(key, max, wanted)
    : localPlaces(key, max)
}
