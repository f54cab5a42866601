import type { AgentStatus } from '@stormdeck/protocol'
import { type Maybe, most, sum } from './fold.ts'

type Memory = AgentStatus['memory']

/** Memory of a node from that of its workers. A base that leaves one of them out would make its memory that of connections. */
export function mergeMemory(memories: readonly Memory[]): Memory {
  const each = (key: keyof Memory) => memories.map(memory => memory[key])
  return {
    rssBytes: sum(each('rssBytes')),
    baseRssBytes: sumOfAll(each('baseRssBytes')),
    heapUsedBytes: sum(each('heapUsedBytes')),
    externalBytes: sum(each('externalBytes')),
    baseLiveBytes: sumOfAll(each('baseLiveBytes')),
    // One control group, or one host, holds them all.
    limitBytes: most(each('limitBytes')),
  }
}

const sumOfAll = (values: readonly Maybe[]): Maybe => (values.includes(null) ? null : sum(values))
