import type { SessionSettings } from '@stormdeck/protocol'
import type { Payload, SendResult } from './options.ts'

/** Bytes on the wire. */
const sizeOf = (data: Payload): number =>
  typeof data === 'string'
    ? new TextEncoder().encode(data).length
    : ((data as Blob).size ?? (data as ArrayBuffer).byteLength)

export type SendGate = {
  check(data: Payload, now: number, settings?: SessionSettings): SendResult
  /** Close code 1009: what is as large as the largest message since the last such close is not sent again. */
  tooLarge(): void
}

/**
 * Keeps what the server would drop from being sent at all: over its size, over its rate (F23), or as large as
 * what it closed us for with 1009.
 */
export function sendGate(): SendGate {
  /** When each message of the last second was sent, oldest first. */
  const times: number[] = []
  let largest = 0
  let max = Number.POSITIVE_INFINITY
  return {
    check(data, now, settings) {
      const size = sizeOf(data)
      if (size >= max || (settings && size > settings.maxMessageBytes)) return 'too-large'
      // Not by the clock's seconds: the server's begin elsewhere, and would see up to twice as many in one.
      while (now - (times[0] as number) >= 1_000) times.shift()
      if (settings && times.length >= settings.maxMessagesPerSecond) return 'too-many'
      times.push(now)
      largest = Math.max(largest, size)
      return 'sent'
    },
    tooLarge() {
      max = largest || max
      largest = 0
    },
  }
}
