/**
 * Sends one message at a time. While one is on its way no other is made: however long its reader stands still, nothing
 * piles up before it, and what it reads then is new.
 */
export class OneInFlight {
  readonly #send: (sent: () => void) => void
  #inFlight = false
  #asked = false

  /** @param send makes a message and sends it; calls `sent`, also where it failed */
  constructor(send: (sent: () => void) => void) {
    this.#send = send
  }

  /** Sends now, or once when the one before has left. */
  ask(): void {
    this.#asked = true
    if (this.#inFlight) return
    this.#asked = false
    this.#inFlight = true
    this.#send(() => {
      this.#inFlight = false
      if (this.#asked) this.ask()
    })
  }
}
