import { CrashButton } from '@/components/gallery/crash-button.tsx'

/** Shows what the summary says when its code fails. In builds with the gallery only. */
export default function SummaryCrash() {
  return <CrashButton />
}
