/** A position in the messages of one run of one node. Opaque to clients; another node answers `reset`. */
export type Origin = { node: string; boot: string }

const SEPARATOR = '~'

export function writeCursor(origin: Origin, sequence: number): string {
  return [origin.node, origin.boot, sequence.toString(36)].join(SEPARATOR)
}

/** The sequence number in a cursor of this origin; `null` for any other text. */
export function readCursor(origin: Origin, cursor: string): number | null {
  const [node, boot, written = '', ...rest] = cursor.split(SEPARATOR)
  if (node !== origin.node || boot !== origin.boot || rest.length > 0) return null
  return /^[0-9a-z]{1,10}$/.test(written) ? Number.parseInt(written, 36) : null
}
