import { SettingsScreen } from '@/components/settings/settings-screen.tsx'

export default function SettingsPage() {
  return <SettingsScreen />
}
