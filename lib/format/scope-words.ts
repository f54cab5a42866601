import type { Scope } from '@stormdeck/protocol'
import { listOf } from './words.ts'

/** What a scope is called on a button or a label: `Whole fleet`, `eu-west`, `ws-2, ws-3`. */
export const scopeName = (scope: Scope): string =>
  scope.kind === 'fleet' ? 'Whole fleet' : (scope.name ?? '').replaceAll(',', ', ')

/** `the whole fleet`, or the name of the group or nodes: within a sentence. */
export const scopeWords = (scope: Scope): string =>
  scope.kind === 'fleet' ? 'the whole fleet' : listOf((scope.name ?? '').split(','))

/** With its kind, for screens on which nothing else tells a group from a node: `Group eu-west only`. */
export function scopeLabel(scope: Scope): string {
  if (scope.kind === 'fleet') return 'Whole fleet'
  const kind = scope.kind === 'group' ? 'Group' : scope.name?.includes(',') ? 'Nodes' : 'Node'
  return `${kind} ${scopeName(scope)} only`
}
