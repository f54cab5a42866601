import { StormScreen } from '@/components/storm/storm-screen.tsx'

export default async function StormPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <StormScreen id={decodeURIComponent(id)} />
}
