'use client'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { lettersOn } from '@/components/shell/key-choice.ts'
import { isTyping } from '@/components/shell/use-hotkeys.ts'
import { useLateCode } from '@/components/ui/use-late-code.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { recommendedIn } from './recommended-tier.ts'
import { type TierPreset, usualPreset } from './tier-preset.ts'

const loadDialog = async () => (await import('./tier-dialog.tsx')).TierDialog

const Opener = createContext<(preset: TierPreset) => void>(() => {})

/** Opens the tier dialog with a tier and a scope already chosen. */
export function useTierDialog(): (preset: TierPreset) => void {
  return use(Opener)
}

/** Within another page's frame a press may not be meant for what lies under it: no order is given from there. */
const isFramed = () => typeof window !== 'undefined' && window.top !== window.self

/**
 * Holds the one tier dialog of a screen; its window is there only while it is open: closed, it costs nothing each second. `t`
 * opens it with what is recommended. Not there in a frame.
 */
export function TierDialogProvider({ children }: { children: ReactNode }) {
  const TierDialog = useLateCode(loadDialog)
  const [preset, setPreset] = useState<TierPreset | null>(null)
  const [view] = useView()
  const fleet = useFleet()
  const { tier, scope } = usualPreset(fleet && recommendedIn(fleet, view.scope), view.scope)
  const close = useCallback(() => setPreset(null), [])
  useEffect(() => {
    if (isFramed()) return
    const press = (event: KeyboardEvent) => {
      if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (!lettersOn() || isTyping(event.target)) return
      // After `g`, the letter is a place to go; that listener has already prevented it.
      if (event.defaultPrevented) return
      event.preventDefault()
      setPreset({ tier, scope })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [tier, scope])
  return (
    <Opener value={setPreset}>
      {children}
      {TierDialog && fleet && !isFramed() && <TierDialog fleet={fleet} preset={preset} onClose={close} />}
    </Opener>
  )
}
