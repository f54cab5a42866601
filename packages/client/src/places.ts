/**
 * At most so many connections of one browser to one URL, over all tabs (F10), by Web Locks. Where there are none
 * (plain http, or no page at all) the client does not limit itself and the server's limit stands alone.
 */
export type Places = {
  /** Asks for a place; `granted` is called once when it is held. */
  take(granted: () => void): void
  /** Gives it back, or stops asking. */
  leave(): void
}

/** A free place is granted long before; only without one are others asked, until one is granted. */
const ASK_EVERY_MS = 500

/** No limit. */
export const unlimited: Places = { take: granted => queueMicrotask(granted), leave() {} }

/**
 * Shared between tabs. Who finds none free says so to the others, and a hidden tab then gives its place up at once.
 * @param key names the places within the origin
 * @param wanted called when another tab waits for one
 */
export function sharedPlaces(key: string, max: number, wanted: () => void, locks: LockManager): Places {
  let mine: AbortController | null = null
  let channel: BroadcastChannel | null = null
  return {
    take(granted) {
      if (mine) return
      const asking = new AbortController()
      const holding = new AbortController()
      mine = holding
      channel = new BroadcastChannel(key)
      channel.onmessage = wanted
      const timer = setInterval(() => channel?.postMessage(0), ASK_EVERY_MS)
      asking.signal.onabort = () => clearInterval(timer)
      holding.signal.onabort = () => asking.abort()
      // One request a place; the first that is granted withdraws the others.
      for (let place = 0; place < max; place++) {
        locks
          .request(`${key} ${place}`, asking, () => {
            if (asking.signal.aborted) return
            asking.abort()
            const held = new Promise(free => {
              holding.signal.onabort = free
            })
            granted()
            return held
          })
          .catch(() => {})
      }
    },
    leave() {
      mine?.abort()
      channel?.close()
      mine = channel = null
    },
  }
}
