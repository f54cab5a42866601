'use client'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { KeyCap } from '@/components/ui/key-cap.tsx'
import { PLACES } from './nav-places.ts'

const KEYS: readonly [keys: readonly string[], what: string][] = [
  [['t'], 'open the tier dialog (Fleet, Tiers, an incident)'],
  [['/'], 'filter the nodes'],
  [['?'], 'this list'],
  ...PLACES.map(place => [['g', place.key], `go to ${place.label}`] as [string[], string]),
]

/** Every key the screens listen to. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys" footer={<Button onClick={onClose}>Close</Button>}>
      <dl className="grid grid-cols-2 gap-x-8 gap-y-2 max-md:grid-cols-1">
        {KEYS.map(([keys, what]) => (
          <div key={what} className="flex items-center gap-3">
            <dt className="flex w-14 gap-1">
              {keys.map(key => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
