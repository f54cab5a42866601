import type { SessionSettings } from '@stormdeck/protocol'
import type { Payload, SendResult } from './options.ts'

/** Bytes on the wire. Text is only encoded where its length alone does not tell. */
function fits(data: Payload, max: number): boolean {
  if (typeof data !== 'string') return ('size' in data ? data.size : data.byteLength) <= max
  return data.length * 3 <= max || new TextEncoder().encode(data).length <= max
}

/**
 * Keeps what the server would drop from being sent at all: over its size, over its rate (F23), or as large as
 * what it closed us for with 1009.
 */
export class SendGate {
  #second = 0
  #sent = 0
  #largest = 0
  #learntMax = Number.POSITIVE_INFINITY

  check(data: Payload, settings: SessionSettings | undefined, now: number): SendResult {
    const size = typeof data === 'string' ? data.length : 'size' in data ? data.size : data.byteLength
    if (size >= this.#learntMax || (settings && !fits(data, settings.maxMessageBytes))) return 'too-large'
    if (now - this.#second >= 1_000) {
      this.#second = now
      this.#sent = 0
    }
    if (settings && this.#sent >= settings.maxMessagesPerSecond) return 'too-many'
    this.#sent++
    this.#largest = Math.max(this.#largest, size)
    return 'sent'
  }

  /** Close code 1009: the largest message of this connection is not sent again. */
  tooLarge(): void {
    if (this.#largest > 0) this.#learntMax = this.#largest
  }
}
