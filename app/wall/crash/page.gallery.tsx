import { CrashButton } from '@/components/gallery/crash-button.tsx'

/** Shows what a wall says when its code fails. In builds with the gallery only. */
export default function WallCrash() {
  return <CrashButton />
}
