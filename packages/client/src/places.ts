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

/** No limit. */
export const unlimited: Places = { take: granted => queueMicrotask(granted), leave() {} }

/**
 * Shared between tabs. Who asks says so to the others, and a hidden tab then gives its place up at once.
 * @param key names the places within the origin
 * @param wanted called when another tab asks for one
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
      holding.signal.onabort = () => asking.abort()
      channel = new BroadcastChannel(key)
      channel.onmessage = wanted
      channel.postMessage(0)
      // One request a place; the first that is granted withdraws the others.
      for (let place = 0; place < max; place++) {
        locks
          .request(`${key} ${place}`, asking, () => {
            if (asking.signal.aborted) return
            asking.abort()
            granted()
            return new Promise(free => {
              holding.signal.onabort = free
            })
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
