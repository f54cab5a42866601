import { CrashButton } from '@/components/gallery/crash-button.tsx'

/** Shows what is left when no other boundary is: the gallery has none. In builds with the gallery only. */
export default function LastCrash() {
  return <CrashButton />
}
