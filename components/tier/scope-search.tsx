'use client'
import type { Scope } from '@stormdeck/protocol'
import { useId, useState } from 'react'
import { Field } from '@/components/ui/field.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { scopeNamed, suggestedNames } from './scope-names.ts'

/** Any group or node by name, with suggestions while typing: in a large fleet most have no button of their own. */
export function ScopeSearch({ fleet, onChoose }: { fleet: FleetState; onChoose: (scope: Scope) => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const type = (text: string) => {
    setTyped(text)
    const scope = scopeNamed(fleet.nodes, text)
    if (scope !== null) onChoose(scope)
  }
  const unknown = typed !== '' && scopeNamed(fleet.nodes, typed) === null
  return (
    <>
      <Field
        label="Another group or node"
        list={id}
        autoComplete="off"
        placeholder="Type a name"
        value={typed}
        onChange={event => type(event.target.value)}
        hint={unknown ? 'No group or node has this name yet; the choice above applies.' : undefined}
      />
      <datalist id={id}>
        {suggestedNames(fleet.nodes, typed).map(({ name, kind }) => (
          <option key={`${kind}${name}`} value={name}>
            {kind}
          </option>
        ))}
      </datalist>
    </>
  )
}
