import { formatScope, type Scope, scopeNodeIds } from '@stormdeck/protocol'
import { listOf } from './words.ts'

/** A scope within a sentence, under 220 characters: as it is written, but of many nodes the first ones and a count. */
export function scopeText(scope: Scope): string {
  const ids = scopeNodeIds(scope)
  return ids.length > 3 ? `node:${listOf(ids, 3)}` : formatScope(scope)
}
