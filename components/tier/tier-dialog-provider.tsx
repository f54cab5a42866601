'use client'
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useEffect, useState } from 'react'
import { lettersOn } from '@/components/shell/key-choice.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import type { TierPreset } from './tier-draft.ts'

// Fetched after the console stands, and before anybody can have read what it says.
const TierDialog = lazy(async () => ({ default: (await import('./tier-dialog.tsx')).TierDialog }))

const Opener = createContext<(preset: TierPreset) => void>(() => {})

/** Opens the tier dialog with a tier and a scope already chosen. */
export function useTierDialog(): (preset: TierPreset) => void {
  return use(Opener)
}

/** Within another page's frame a press may not be meant for what lies under it: no order is given from there. */
const isFramed = () => typeof window !== 'undefined' && window.top !== window.self

/** Holds the one tier dialog of a screen; `t` opens it with what is recommended. Not there in a frame. */
export function TierDialogProvider({ children }: { children: ReactNode }) {
  const [preset, setPreset] = useState<TierPreset | null>(null)
  const [view] = useView()
  const fleet = useFleet()
  const recommended = fleet?.tier.recommended
  const tier = recommended?.tier ?? 2
  const scope = recommended?.tier ? recommended.scope : view.scope
  const close = useCallback(() => setPreset(null), [])
  useEffect(() => {
    if (isFramed()) return
    const press = (event: KeyboardEvent) => {
      if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (!lettersOn()) return
      // After `g`, the letter is a place to go; that listener has already prevented it.
      if (event.defaultPrevented) return
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog'))
        return
      event.preventDefault()
      setPreset({ tier, scope })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [tier, scope])
  return (
    <Opener value={setPreset}>
      {children}
      {fleet && !isFramed() && (
        <Suspense>
          <TierDialog fleet={fleet} preset={preset} onClose={close} />
        </Suspense>
      )}
    </Opener>
  )
}
