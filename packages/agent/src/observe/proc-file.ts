import { closeSync, openSync, read, readSync } from 'node:fs'

/**
 * A file under /proc, opened once and read again from its start. With no descriptor left a new one could not be
 * opened, and that is when it matters (protocol.md, "When it cannot count it says so").
 */
export class ProcFile {
  readonly #fd: number | null
  readonly #chunk = Buffer.allocUnsafe(64 * 1024)

  constructor(path: string) {
    this.#fd = open(path)
  }

  /** What fits into 64 KiB; `null` where it cannot be read. For the small files. */
  readText(): string | null {
    if (this.#fd === null) return null
    try {
      const length = readSync(this.#fd, this.#chunk, 0, this.#chunk.length, 0)
      return this.#chunk.toString('latin1', 0, length)
    } catch {
      return null
    }
  }

  /** The whole file off the main thread, chunk by chunk; false when it failed. For the large tables of sockets. */
  async readChunks(onChunk: (chunk: Buffer) => void, maxBytes: number): Promise<boolean> {
    const fd = this.#fd
    if (fd === null) return false
    for (let position = 0; position < maxBytes; ) {
      const length = await new Promise<number>(resolve => {
        read(fd, this.#chunk, 0, this.#chunk.length, position, (error, bytes) => resolve(error ? -1 : bytes))
      })
      if (length < 0) return false
      if (length === 0) return true
      onChunk(this.#chunk.subarray(0, length))
      position += length
    }
    return false
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}
