import { EmbedList } from '@/components/embed/embed-list.tsx'

export default function EmbedListPage() {
  return <EmbedList />
}
