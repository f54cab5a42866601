import { MemoryPanel } from '@/components/memory/memory-panel.tsx'
import { LazyNodeTable } from '@/components/node/lazy-node-table.tsx'
import { PoolPanel } from '@/components/pool/pool-panel.tsx'
import { ReconnectPanel } from '@/components/reconnect/reconnect-panel.tsx'
import { VerdictBar } from '@/components/storm/verdict-bar.tsx'
import { LazyTierLadder } from '@/components/tier/lazy-tier-ladder.tsx'
import { SwitchTierButton } from '@/components/tier/switch-tier-button.tsx'
import { TierDialogProvider } from '@/components/tier/tier-dialog-provider.tsx'

/** The console: everything the person who is paged needs, in one view. */
export function ConsoleScreen() {
  return (
    <TierDialogProvider>
      <div className="flex min-h-[760px] flex-1 flex-col gap-3">
        <VerdictBar actions={<SwitchTierButton />} />
        <div className="grid min-h-0 flex-1 lg:min-h-[510px] grid-cols-[1fr_1fr_328px] grid-rows-2 gap-3 max-lg:auto-rows-[minmax(240px,auto)] max-lg:grid-cols-1 max-lg:grid-rows-none">
          <PoolPanel />
          <MemoryPanel />
          <div className="row-span-2 flex min-h-0 flex-col *:flex-1 max-lg:row-span-1">
            <LazyTierLadder />
          </div>
          <div className="col-span-2 flex min-h-0 flex-col *:flex-1 max-lg:col-span-1">
            <ReconnectPanel />
          </div>
        </div>
        <LazyNodeTable className="max-h-[30vh] min-h-[178px] shrink-0" />
      </div>
    </TierDialogProvider>
  )
}
