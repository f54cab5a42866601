import { CrashButton } from '@/components/gallery/crash-button.tsx'

/** Shows what a framed panel says when its code fails. In builds with the gallery only. */
export default function EmbedCrash() {
  return <CrashButton />
}
