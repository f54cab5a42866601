import { ConsoleScreen } from '../console-screen.tsx'

export default function ConsolePage() {
  return <ConsoleScreen />
}
