import { nodesScope, type Scope } from '@stormdeck/protocol'
import type { NodeReading } from '@/lib/domain/node-reading.ts'

type Named = Pick<NodeReading, 'id' | 'group'>
type Suggestion = { name: string; kind: 'group' | 'node' }

/** More are no help to whoever types; each is an element that opens with the dialog and is compared every second. */
export const MAX_SUGGESTIONS = 20

export const groupNames = (nodes: readonly Named[]): string[] =>
  [...new Set(nodes.map(node => node.group))].sort()

/**
 * Groups and nodes whose name holds what is typed, those that begin with it first, else groups first. Before anything is
 * typed only groups: nodes may be a thousand.
 */
export function suggestedNames(nodes: readonly Named[], typed: string): Suggestion[] {
  const wanted = typed.trim().toLowerCase()
  const groups = groupNames(nodes).map((name): Suggestion => ({ name, kind: 'group' }))
  if (wanted === '') return groups.slice(0, MAX_SUGGESTIONS)
  const all = [...groups, ...nodes.map(({ id }): Suggestion => ({ name: id, kind: 'node' }))]
  const begins = ({ name }: Suggestion) => name.toLowerCase().startsWith(wanted)
  const holds = ({ name }: Suggestion) => name.toLowerCase().includes(wanted, 1)
  return [...all.filter(begins), ...all.filter(one => holds(one) && !begins(one))].slice(0, MAX_SUGGESTIONS)
}

/** The group, else the node, of exactly this name; `null`: there is none. */
export function scopeNamed(nodes: readonly Named[], text: string): Scope | null {
  const name = text.trim()
  if (nodes.some(node => node.group === name)) return { kind: 'group', name }
  return nodes.some(node => node.id === name) ? nodesScope([name]) : null
}
