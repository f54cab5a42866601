import { randomBytes } from 'node:crypto'

/** `storm-20260522T140331-k3fq`: sorts by time, can be read out over a phone, and is never given twice. */
export function objectId(kind: 'storm' | 'incident', now: number, random = () => randomBytes(4)): string {
  const at = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')
  const suffix = (random().readUInt32BE(0) % 36 ** 4).toString(36).padStart(4, '0')
  return `${kind}-${at}-${suffix}`
}
