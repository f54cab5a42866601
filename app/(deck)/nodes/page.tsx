import { LazyNodeTable } from '@/components/node/lazy-node-table.tsx'
import { screenTitle } from '@/components/shell/screen-title.ts'
import { PageHead } from '@/components/ui/page-head.tsx'
import { ROUTES } from '@/lib/url/routes.ts'

export const metadata = { title: screenTitle(ROUTES.nodes()) }

export default function NodesPage() {
  return (
    <>
      <PageHead title="Nodes" lead="Trouble first. Click a column to sort, a name to open the node." />
      <LazyNodeTable withFilter className="flex-1" />
    </>
  )
}
