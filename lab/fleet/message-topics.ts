/** What the clients of one node received on one topic. */
export type TopicCount = { count: number; lastAt: number }
export type TopicCounts = Record<string, TopicCount>

const MAX_TOPICS = 16

export function noteTopic(counts: TopicCounts, topic: string, at: number): void {
  const held = counts[topic]
  if (held) {
    held.count++
    held.lastAt = at
  } else if (Object.keys(counts).length < MAX_TOPICS) counts[topic] = { count: 1, lastAt: at }
}

/** Topics of a frame of the lab's servers, which name them in their payload. Anything else has none. */
export function topicsOf(frame: string): string[] {
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return []
  }
  const messages = Array.isArray(value) ? value : [value]
  return messages.flatMap(message =>
    typeof message === 'object' && message !== null && 'topic' in message && typeof message.topic === 'string'
      ? [message.topic]
      : [],
  )
}
