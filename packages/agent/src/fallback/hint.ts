import type { ServerResponse } from 'node:http'
import type { Core } from '../core.ts'
import { greetingFrame } from '../hello.ts'

/** How long the same bytes are given, ms; a change of tier makes new ones at once. */
const FRESH_MS = 1_000

/**
 * What a client is given that was refused without a word: tier, window and intervals, as for a new session. Everybody
 * may ask, so that in a storm it has to cost no more than writing bytes.
 */
export class Hint {
  readonly #core: Core
  #bytes = Buffer.alloc(0)
  #madeAtMs = Number.NEGATIVE_INFINITY
  #tier = 0

  constructor(core: Core) {
    this.#core = core
  }

  give(res: ServerResponse): void {
    this.#core.totals.hints++
    const bytes = this.#fresh()
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
    res.end(bytes)
  }

  #fresh(): Buffer {
    const nowMs = this.#core.now()
    const { effective } = this.#core.tier
    if (nowMs - this.#madeAtMs >= FRESH_MS || effective !== this.#tier) {
      this.#bytes = Buffer.from(`[${greetingFrame(this.#core)}]`)
      this.#madeAtMs = nowMs
      this.#tier = effective
    }
    return this.#bytes
  }
}
