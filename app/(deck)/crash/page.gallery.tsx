import { CrashButton } from '@/components/gallery/crash-button.tsx'

/** Shows what is left of the deck when one of its screens fails. In builds with the gallery only. */
export default function DeckCrash() {
  return <CrashButton />
}
