import { SettingsScreen } from '@/components/settings/settings-screen.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.settings()) }

export default function SettingsPage() {
  return <SettingsScreen />
}
