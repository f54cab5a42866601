import type { Tier } from '@stormdeck/protocol'
import type { WebSocketServer } from 'ws'
import { assemble } from './assemble.ts'
import { attachOnce } from './attach-once.ts'
import type { Deck } from './deck.ts'
import { mountHandler } from './fallback/mount-handler.ts'
import { UnlistedOrigins } from './fallback/unlisted-origins.ts'
import type { AttachOptions } from './options.ts'
import { checkUpgradesOnly } from './ws/check-upgrades-only.ts'
import { hookWebSocketServer, httpServerOf } from './ws/ws-adapter.ts'
import { wsWarnings } from './ws/ws-warnings.ts'

/**
 * Puts an agent into a `ws` server, running or not. Wrong options throw a sentence before anything is touched; after
 * that nothing the agent does can break its host. Attaching twice answers the deck that is there.
 */
export function attach(wss: WebSocketServer, options: AttachOptions): Deck {
  const server = httpServerOf(wss)
  const fallback = options.fallback ?? 'server'
  return attachOnce(wss, options, closed => {
    const warnings = wsWarnings(wss)
    const origins =
      server && fallback === 'server' ? new UnlistedOrigins(options.fallbackOrigins ?? null) : null
    if (options.dropAtTcp) checkUpgradesOnly(wss, server, options)
    return assemble(
      options,
      {
        kind: 'ws',
        enforces: enforcedTiers(options, server !== null),
        server,
        http: server,
        warnings: () => [...warnings, ...(origins?.warnings ?? [])],
        dropsAtTcp: options.dropAtTcp ?? false,
        hook: ({ core, admission, handle }) => {
          const undo = [hookWebSocketServer(wss, core, admission, origins)]
          if (server && fallback === 'server') undo.push(mountHandler(server, handle))
          return undo
        },
      },
      closed,
    )
  })
}

/** 1 and 2 on the sockets themselves; 3 to 5 where there is somewhere to serve them. */
function enforcedTiers(
  { fallback = 'server', control, sticky }: AttachOptions,
  hasServer: boolean,
): readonly Tier[] {
  const served = fallback === 'handler' || (fallback === 'server' && hasServer)
  if (!served) return [1, 2]
  return control === 'primary' && !sticky ? [1, 2, 3] : [1, 2, 3, 4, 5]
}
