import { ConfigError } from '@/lib/server/config/config-problem.ts'
import { refusePublicHost } from '@/lib/server/http/refuse-public-host.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'
import { stopOnSignals } from '@/lib/server/runtime/stop-on-signals.ts'
import { StoreError } from '@/lib/server/store/store-error.ts'
import { KeyError } from '@/lib/server/tiers/keys.ts'

/** Starts everything that runs once per process; what cannot start ends the process with a sentence. */
export async function start(): Promise<void> {
  if (process.env.NEXT_PHASE === 'phase-production-build') return
  const refused = process.env.NODE_ENV === 'production' ? refusePublicHost(process.env.HOSTNAME) : null
  if (refused !== null) giveUp(refused)
  try {
    const running = await runtime()
    stopOnSignals(running.close)
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreError || error instanceof KeyError)
      giveUp(error.message)
    throw error
  }
}

function giveUp(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
