import { screenTitle } from '@/components/shell/screen-title.ts'
import { StormScreen } from '@/components/storm/storm-screen.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props) {
  return { title: screenTitle(ROUTES.storm(decodeURIComponent((await params).id))) }
}

export default async function StormPage({ params }: Props) {
  const { id } = await params
  return <StormScreen id={decodeURIComponent(id)} />
}
