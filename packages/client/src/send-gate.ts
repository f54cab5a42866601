import type { SessionSettings } from '@stormdeck/protocol'
import type { Payload, SendResult } from './options.ts'

/** Bytes on the wire. */
const sizeOf = (data: Payload): number =>
  typeof data === 'string'
    ? new TextEncoder().encode(data).length
    : 'size' in data
      ? data.size
      : data.byteLength

export type SendGate = {
  check(data: Payload, now: number, settings?: SessionSettings): SendResult
  /** Close code 1009: what is as large as the largest message so far is not sent again. */
  tooLarge(): void
}

/**
 * Keeps what the server would drop from being sent at all: over its size, over its rate (F23), or as large as
 * what it closed us for with 1009.
 */
export function sendGate(): SendGate {
  let second = 0
  let sent = 0
  let largest = 0
  let max = Number.POSITIVE_INFINITY
  return {
    check(data, now, settings) {
      const size = sizeOf(data)
      if (size >= max || (settings && size > settings.maxMessageBytes)) return 'too-large'
      if (now - second >= 1_000) {
        second = now
        sent = 0
      }
      if (settings && sent >= settings.maxMessagesPerSecond) return 'too-many'
      sent++
      largest = Math.max(largest, size)
      return 'sent'
    },
    tooLarge() {
      max = largest || max
    },
  }
}
