/**
 * A copy of a payload with binary parts, as Socket.IO would send it now; `null` where there are none, so that its JSON says
 * it all. Whoever published it may go on writing into its buffers while the message waits.
 */
export function keepBinary(payload: unknown): { payload: unknown; bytes: number } | null {
  // The log keeps one alone as it is.
  if (typeof payload !== 'object' || Buffer.isBuffer(payload)) return null
  let bytes = 0
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      bytes += value.byteLength
      return copyOf(value)
    }
    if (Array.isArray(value)) return value.map(copy)
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON())
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copy(part)]))
  }
  const copied = copy(payload)
  return bytes > 0 ? { payload: copied, bytes } : null
}

function copyOf(binary: ArrayBuffer | ArrayBufferView): Buffer {
  if (binary instanceof ArrayBuffer) return Buffer.from(Buffer.from(binary))
  return Buffer.from(Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength))
}
