import { Progress } from '@/components/ui/progress.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'

/** What the server says of its sources this second. */
export function LiveCheck({ fleet }: { fleet: FleetState | null }) {
  const failing = fleet?.sources.filter(source => source.status === 'failing') ?? []
  return (
    <div role="status" className="rounded-panel border border-dashed border-line-strong px-4 py-3">
      <p className="font-medium">
        Live check: {fleet === null ? 'waiting for the server' : 'no server has answered yet'}
      </p>
      <Progress label="Waiting for the first sample" ratio={null} className="mt-2" />
      {failing.map(source => (
        <p key={source.id} className="mt-2 text-warn">
          ▲ {source.id}: {source.error}
        </p>
      ))}
    </div>
  )
}
