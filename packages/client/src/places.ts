/**
 * At most so many connections of one browser to one URL, over all tabs (F10), by Web Locks. Where there are none
 * (plain http, or no page at all) or the browser refuses them (site data blocked, a sandboxed frame), the client does
 * not limit itself and only the server's limit remains.
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
  let channel: BroadcastChannel | undefined
  /** Gives back what is held, or stops asking; absent while neither is the case. */
  let end: (() => void) | undefined
  return {
    take(granted) {
      if (end) return
      const asking = new AbortController()
      end = () => asking.abort()
      try {
        channel = new BroadcastChannel(key)
        channel.onmessage = wanted
      } catch {}
      const timer = setInterval(() => channel?.postMessage(0), ASK_EVERY_MS)
      asking.signal.onabort = () => clearInterval(timer)
      const grant = () => {
        if (asking.signal.aborted) return
        asking.abort()
        const held = new Promise<void>(free => {
          end = free
        })
        granted()
        return held
      }
      // One request a place; the first that is granted withdraws the others. A refusal by the browser (SecurityError)
      // grants as well: nothing would ever free a place there.
      for (let place = 0; place < max; place++) locks.request(`${key} ${place}`, asking, grant).catch(grant)
    },
    leave() {
      end?.()
      channel?.close()
      end = undefined
    },
  }
}
