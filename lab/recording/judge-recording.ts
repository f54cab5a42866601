import { type AgentStatus, BUCKET_MS } from '@stormdeck/protocol'
import { createDetector, judge, noteBurst, observe } from '../../lib/domain/storm/detector.ts'
import type { StormVerdict } from '../../lib/domain/storm/storm-state.ts'
import { type Recording, replay } from './recording.ts'

export type JudgedSample = { node: string; atMs: number; verdict: StormVerdict }

type Line = { detector: ReturnType<typeof createDetector>; boot: string; firstBucketAt: number }

function take(line: Line, { attempts, burst, lowerBound, node }: AgentStatus): void {
  for (let i = 0; i < attempts.firstTime.length; i++) {
    const classes = [
      attempts.firstTime[i],
      attempts.reconnect[i],
      attempts.planned[i],
      attempts.early[i],
      attempts.unknown[i],
    ]
    const count = classes.some(value => value === null)
      ? null
      : classes.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    observe(line.detector, {
      fromMs: line.firstBucketAt + (attempts.from + i) * BUCKET_MS,
      count,
      planned: attempts.planned[i] ?? null,
      lowerBound: lowerBound.active,
    })
  }
  if (burst.lastAt !== null && burst.lastAt > node.startedAt) noteBurst(line.detector, burst.lastAt)
}

/** When bucket 0 of this run of the agent began, by the agent's clock. */
function firstBucketAt({ node, attempts }: AgentStatus): number {
  const newest = attempts.from + attempts.firstTime.length - 1
  return node.now - attempts.newestAgeMs - newest * BUCKET_MS
}

/** What the product's own detector says to a recording, answer by answer. */
export function* judgeRecording(recording: Recording): Generator<JudgedSample> {
  const lines = new Map<string, Line>()
  for (const { node, atMs, status } of replay(recording)) {
    if (!status) continue
    let line = lines.get(node)
    if (!line || line.boot !== status.node.boot) {
      line = {
        detector: line?.detector ?? createDetector(),
        boot: status.node.boot,
        firstBucketAt: firstBucketAt(status),
      }
      lines.set(node, line)
    }
    take(line, status)
    yield { node, atMs, verdict: judge(line.detector, status.node.now) }
  }
}
