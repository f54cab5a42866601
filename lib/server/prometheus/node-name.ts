import { createHash } from 'node:crypto'

const MAX_LENGTH = 63
const MARK_LENGTH = 6

/**
 * A label's value as a name that a scope can hold (`NAME_PATTERN` of the protocol): `10.0.0.5:9100` is
 * `10.0.0.5-9100`, `monitoring/ws` is `monitoring-ws`.
 */
export function nameOf(label: string): string {
  const name = label
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH)
  return name === '' ? `n-${markOf(label)}` : name
}

/** The name with a mark of the address, for the second server that would be called the same. */
export function markedName(name: string, instance: string): string {
  return `${name.slice(0, MAX_LENGTH - MARK_LENGTH - 1)}-${markOf(instance)}`
}

const markOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, MARK_LENGTH)
