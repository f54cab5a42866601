import { Agent, request } from 'node:http'

/** As long as the product's own collector would wait, and a little. */
const DEADLINE_MS = 2_000
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

export type ControlAnswer = { status: number; body: unknown }

/**
 * One kept-alive connection to an agent's control listener, as a collector holds it: opened while all is well, since a
 * node without descriptors would not accept a new one.
 */
export class ControlLink {
  readonly #url: string
  readonly #deadlineMs: number
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** @param deadlineMs longer where it matters whether an answer comes, not how fast this machine is */
  constructor(controlUrl: string, deadlineMs = DEADLINE_MS) {
    this.#url = controlUrl
    this.#deadlineMs = deadlineMs
  }

  /** @throws when there is no whole answer in JSON in time */
  call(method: 'GET' | 'PUT', path: string, body?: unknown): Promise<ControlAnswer> {
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.#url)
      const asked = request(url, { method, agent: this.#agent, timeout: this.#deadlineMs }, response => {
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MAX_ANSWER_BYTES) asked.destroy(new Error('the answer is too large'))
          chunks.push(chunk)
        })
        response.on('end', () => {
          try {
            resolve({
              status: response.statusCode ?? 0,
              body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
            })
          } catch {
            reject(new Error(`${url.href} did not answer JSON`))
          }
        })
      })
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${this.#deadlineMs / 1_000} s`)))
      asked.on('error', error => reject(new Error(`${url.href}: ${error.message}`)))
      if (body !== undefined) asked.setHeader('content-type', 'application/json')
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
