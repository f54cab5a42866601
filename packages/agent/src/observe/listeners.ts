const ZERO = 0x30

/**
 * Where the served ports are listened on. A port alone is not enough: an outgoing connection of another process may have the
 * same number at another address of the host. The kernel writes listening sockets before all others (tcp_seq_start).
 */
export class Listeners {
  /** Addresses by port; `null`: one of them is every address. */
  readonly #at = new Map<number, Buffer[] | null>()

  /** A socket listens on the port, at the address that these bytes spell as the kernel writes it. */
  note(bytes: Buffer, from: number, to: number, port: number): void {
    const address = Buffer.from(bytes.subarray(from, to))
    const known = this.#at.get(port)
    if (known === null || address.every(digit => digit === ZERO)) this.#at.set(port, null)
    else this.#at.set(port, [...(known ?? []), address])
  }

  /** Whether a socket at this address may belong to the listener of the port; any may while no listener is known. */
  mayHave(bytes: Buffer, from: number, to: number, port: number): boolean {
    const known = this.#at.get(port)
    if (!known) return true
    for (const address of known) if (address.compare(bytes, from, to) === 0) return true
    return false
  }
}
