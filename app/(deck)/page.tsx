import { ConsoleOrFirstRun } from '../console-or-first-run.tsx'

export default function ConsolePage() {
  return <ConsoleOrFirstRun />
}
