import { NodeScreen } from '@/components/node/node-screen.tsx'

export default async function NodePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <NodeScreen id={decodeURIComponent(id)} />
}
