import { screenTitle } from '@/components/shell/screen-title.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { ConsoleOrFirstRun } from '../console-or-first-run.tsx'

export const metadata = { title: screenTitle(ROUTES.fleet()) }

export default function ConsolePage() {
  return <ConsoleOrFirstRun />
}
