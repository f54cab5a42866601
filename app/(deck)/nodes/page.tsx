import { NodeTable } from '@/components/node/node-table.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'

export default function NodesPage() {
  return (
    <>
      <PageHead title="Nodes" lead="Trouble first. A press on a column sorts by it; a name opens the node." />
      <NodeTable withFilter className="flex-1" />
    </>
  )
}
