import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AgentStatus } from '@stormdeck/protocol'
import { ControlLink } from '../control/control-link.ts'
import { readStatus } from '../control/read-status.ts'
import { changesBetween, type Recording } from './recording.ts'

const MAX_SAMPLES = 20_000

type RecordedNode = { id: string; controlUrl: string }

/** Asks agents at a steady rhythm and keeps what they say. */
export class Recorder {
  readonly #scenario: string
  readonly #startedAt = Date.now()
  readonly #latest = new Map<string, AgentStatus>()
  readonly #samples: Recording['samples'] = []
  readonly #marks: Recording['marks'] = []
  readonly #links = new Map<string, ControlLink>()
  readonly #listener: (node: string, status: AgentStatus | null) => void
  readonly #deadlineMs: number | undefined

  /** @param deadlineMs how long an agent may take to answer; absent: as a collector waits */
  constructor(
    scenario: string,
    listener: (node: string, status: AgentStatus | null) => void = () => {},
    deadlineMs?: number,
  ) {
    this.#scenario = scenario
    this.#listener = listener
    this.#deadlineMs = deadlineMs
  }

  /** The newest answer of a node. */
  latest(node: string): AgentStatus | undefined {
    return this.#latest.get(node)
  }

  /** The connection over which a node is asked, so that an order can take the same way. */
  link({ id, controlUrl }: RecordedNode): ControlLink {
    const link = this.#links.get(id) ?? new ControlLink(controlUrl, this.#deadlineMs)
    this.#links.set(id, link)
    return link
  }

  /** Another process will go by this name: its connection is closed, and its first answer is kept whole. */
  forget(node: string): void {
    this.#links.get(node)?.close()
    this.#links.delete(node)
    this.#latest.delete(node)
  }

  close(): void {
    for (const link of this.#links.values()) link.close()
  }

  mark(text: string, value: unknown = null): void {
    this.#marks.push({ atMs: Date.now() - this.#startedAt, text, value })
  }

  /** Asks all nodes once. A node that does not answer is recorded as silent. */
  async sample(nodes: readonly RecordedNode[]): Promise<void> {
    await Promise.all(nodes.map(node => this.#ask(node)))
  }

  /** Asks all nodes every `everyMs` until the returned function is called. */
  follow(nodes: readonly RecordedNode[], everyMs: number): () => Promise<void> {
    let stopped = false
    const loop = async () => {
      while (!stopped) {
        const next = Date.now() + everyMs
        await this.sample(nodes)
        await new Promise(resolve => setTimeout(resolve, Math.max(0, next - Date.now())))
      }
    }
    const ended = loop()
    return async () => {
      stopped = true
      await ended
    }
  }

  async #ask(node: RecordedNode): Promise<void> {
    const { id } = node
    const before = this.#latest.get(id)
    const status = await readStatus(this.link(node), before).catch(() => null)
    if (status) this.#latest.set(id, status)
    const changed = status ? changesBetween(before, status) : null
    const atMs = Date.now() - this.#startedAt
    if (this.#samples.length < MAX_SAMPLES) this.#samples.push({ node: id, atMs, changed })
    this.#listener(id, status)
  }

  recording(note: string): Recording {
    return {
      format: 'stormdeck.recording.v1',
      scenario: this.#scenario,
      note,
      samples: this.#samples,
      marks: this.#marks,
    }
  }
}

/** One sample a line, so that two recordings can be compared. */
export function writeRecording(path: string, recording: Recording): void {
  const { samples, ...head } = recording
  const lines = samples.map(sample => `    ${JSON.stringify(sample)}`).join(',\n')
  const start = JSON.stringify(head, null, 2).replace(/\n}$/, ',')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${start}\n  "samples": [\n${lines}\n  ]\n}\n`)
}

/** Where the recordings that tests replay are kept. */
export function fixturePath(scenario: string): string {
  return fileURLToPath(new URL(`../fixtures/${scenario}.json`, import.meta.url))
}
