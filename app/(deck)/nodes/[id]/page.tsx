import { NodeScreen } from '@/components/node/node-screen.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { ROUTES } from '@/lib/url/routes.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props) {
  return { title: screenTitle(ROUTES.node(decodeURIComponent((await params).id))) }
}

export default async function NodePage({ params }: Props) {
  const { id } = await params
  return <NodeScreen id={decodeURIComponent(id)} />
}
