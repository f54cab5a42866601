import { IN_BAND_KEY } from '@stormdeck/protocol'

/** What one client process received on one topic of one node. */
export type TopicCount = { count: number; lastAt: number }
export type TopicCounts = Record<string, TopicCount>

const MAX_TOPICS = 16

function note(counts: TopicCounts, topic: string, at: number): void {
  const held = counts[topic]
  if (held) {
    held.count++
    held.lastAt = at
  } else if (Object.keys(counts).length < MAX_TOPICS) counts[topic] = { count: 1, lastAt: at }
}

function topicsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(topicsIn)
  if (typeof value !== 'object' || value === null) return []
  const inBand = IN_BAND_KEY in value ? value[IN_BAND_KEY] : null
  if (typeof inBand === 'object' && inBand !== null && 'messages' in inBand) return topicsIn(inBand.messages)
  return 'topic' in value && typeof value.topic === 'string' ? [value.topic] : []
}

/**
 * Counts the topics of a frame: one message of the lab's servers, which names its topic in its payload, or a delivery
 * of several (protocol.md, "in band"). Anything else is not counted.
 */
export function countTopics(counts: TopicCounts, frame: string, at: number): void {
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return
  }
  for (const topic of topicsIn(value)) note(counts, topic, at)
}
