'use client'
import { formatScope, parseScope } from '@stormdeck/protocol'
import { useMemo } from 'react'
import { Select } from '@/components/ui/select.tsx'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { useView } from '@/lib/url/use-view.ts'

/** A newline never stands in a name; one text is cheaper to compare than two lists. */
const joinedNames = (names: readonly string[]) => [...new Set(names)].join('\n')
const namesOf = (joined: string) => (joined === '' ? [] : joined.split('\n'))

/** Whole fleet, a group, or one node. */
export function ScopePicker() {
  const [view, change] = useView()
  const groups = useLive(live => joinedNames(live.picture?.state.nodes.map(node => node.group) ?? []))
  const nodes = useLive(live => joinedNames(live.picture?.state.nodes.map(node => node.id) ?? []))
  const options = useMemo(() => ({ groups: namesOf(groups), nodes: namesOf(nodes) }), [groups, nodes])
  const value = formatScope(view.scope)
  const listed = [
    ...options.groups.map(name => `group:${name}`),
    ...options.nodes.map(name => `node:${name}`),
  ]
  return (
    <Select
      label="Scope"
      value={value}
      onChange={written => change({ scope: parseScope(written) ?? view.scope })}
    >
      <option value="fleet">Whole fleet</option>
      {value !== 'fleet' && !listed.includes(value) && <option value={value}>{view.scope.name}</option>}
      <optgroup label="Groups">
        {options.groups.map(name => (
          <option key={name} value={`group:${name}`}>
            {name}
          </option>
        ))}
      </optgroup>
      <optgroup label="Nodes">
        {options.nodes.map(name => (
          <option key={name} value={`node:${name}`}>
            {name}
          </option>
        ))}
      </optgroup>
    </Select>
  )
}
