import { ProcFile } from './proc-file.ts'

export type NetReading = { listenOverflows: number | null; listenDrops: number | null }

/** ListenOverflows and ListenDrops of the host. Host-wide, and they count retries (facts.md, M2). */
export class NetCounters {
  readonly #file = new ProcFile('/proc/self/net/netstat')

  read(): NetReading {
    return parseNetstat(this.#file.readText() ?? '')
  }

  close(): void {
    this.#file.close()
  }
}

/** `TcpExt:` comes twice, names and then numbers, in the same order. */
export function parseNetstat(text: string): NetReading {
  const [names, values] = text.split('\n').filter(line => line.startsWith('TcpExt:'))
  const value = (name: string): number | null => {
    const at = names?.split(' ').indexOf(name) ?? -1
    const found = at < 0 ? undefined : values?.split(' ')[at]
    return found === undefined ? null : Number(found)
  }
  return { listenOverflows: value('ListenOverflows'), listenDrops: value('ListenDrops') }
}
