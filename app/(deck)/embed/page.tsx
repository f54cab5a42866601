import { EmbedList } from '@/components/embed/embed-list.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.embeds()) }

export default function EmbedListPage() {
  return <EmbedList />
}
