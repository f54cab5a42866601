import type { AgentStatus } from '@stormdeck/protocol'
import { memoryLimitBytes } from './memory-limit.ts'
import { readPageBytes, residentPages } from './page-size.ts'
import { ProcFile } from './proc-file.ts'

/**
 * Memory and CPU of the process, sampled once a second. The bases are what stood before the first connection; unknown
 * (`null`) where connections were open before anybody looked.
 */
export class ProcessGauges {
  readonly #statm = new ProcFile('/proc/self/statm')
  readonly #pageBytes = readPageBytes()
  memory: AgentStatus['memory']
  cpuRatio: number | null = null
  #cpuMicros: number
  #sampledAtMs: number
  #sawConnection = false

  constructor(nowMs: number) {
    this.memory = {
      ...this.#live(),
      baseRssBytes: null,
      baseLiveBytes: null,
      limitBytes: memoryLimitBytes('self'),
    }
    this.#cpuMicros = cpuMicros()
    this.#sampledAtMs = nowMs
    this.#setBase()
  }

  /** There were connections before this began: what stands now is no base, nor is what stands when they have gone. */
  foundConnections(): void {
    this.#sawConnection = true
    this.memory = { ...this.memory, baseRssBytes: null, baseLiveBytes: null }
  }

  sample(nowMs: number, connections: number): void {
    this.memory = { ...this.memory, ...this.#live() }
    if (connections > 0) this.#sawConnection = true
    if (!this.#sawConnection) this.#setBase()
    const micros = cpuMicros()
    const elapsedMs = nowMs - this.#sampledAtMs
    if (elapsedMs > 0) this.cpuRatio = (micros - this.#cpuMicros) / 1_000 / elapsedMs
    this.#cpuMicros = micros
    this.#sampledAtMs = nowMs
  }

  close(): void {
    this.#statm.close()
  }

  #setBase(): void {
    const { rssBytes, heapUsedBytes, externalBytes } = this.memory
    this.memory.baseRssBytes = rssBytes
    this.memory.baseLiveBytes = (heapUsedBytes ?? 0) + (externalBytes ?? 0)
  }

  #live(): Pick<AgentStatus['memory'], 'rssBytes' | 'heapUsedBytes' | 'externalBytes'> {
    const pages = residentPages(this.#statm.readText())
    const rssBytes = pages === null ? null : pages * this.#pageBytes
    try {
      const { rss, heapUsed, external } = process.memoryUsage()
      return { rssBytes: rssBytes ?? rss, heapUsedBytes: heapUsed, externalBytes: external }
    } catch {
      // With no descriptor left libuv cannot open /proc/self/stat; the handle held from the start still reads.
      return { rssBytes, heapUsedBytes: null, externalBytes: null }
    }
  }
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
