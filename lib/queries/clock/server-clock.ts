/** A difference below this is a matter of transport, and of a clock that everybody would call right. */
const TRUSTED_MS = 1_000
/** Messages looked back upon. One that was held up on its way looks like a server that is behind; the quickest is right. */
const MESSAGES = 30

/**
 * How far the clock of the server is ahead of the one of this browser, ms on full seconds; 0 within a second. Everything
 * that ends or began at a moment of the server is counted by the server's clock.
 */
export function createServerClock(): { note(serverAt: number, heardAt: number): void; aheadMs(): number } {
  let recent: number[] = []
  let aheadMs = 0
  let lastAt = Number.NEGATIVE_INFINITY
  return {
    note(serverAt, heardAt) {
      if (serverAt === lastAt) return
      lastAt = serverAt
      recent = [...recent, serverAt - heardAt].slice(-MESSAGES)
      const measured = Math.max(...recent)
      // Stays where it is for less than a second, so that no countdown jumps back and forth.
      if (Math.abs(measured - aheadMs) >= TRUSTED_MS) aheadMs = Math.round(measured / 1_000) * 1_000 + 0
    },
    aheadMs: () => aheadMs,
  }
}

/** The one of this page. */
export const serverClock = createServerClock()
