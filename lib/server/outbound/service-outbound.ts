import { readCa } from '../config/read-ca.ts'
import { createOutbound, type Outbound } from './outbound-request.ts'
import { createAddressPins } from './pinned-address.ts'
import type { CredentialConfig } from './service-credentials.ts'

/**
 * Calls one service of the configuration. Its CA file is read at the first call: one that cannot be read is this
 * service's trouble only, until it can. Then `request` throws an Error whose message names the file and what to do.
 * @param maxSockets kept-alive connections
 */
export function createServiceOutbound(
  config: CredentialConfig,
  baseDir: string,
  maxSockets?: number,
): Outbound {
  const pins = createAddressPins()
  let made: Outbound | null = null

  function open(): Outbound {
    if (made !== null) return made
    const ca = config.caFile ? readCa(config.caFile, baseDir) : undefined
    made = createOutbound({
      pins,
      ...(ca === undefined ? {} : { ca }),
      ...(maxSockets ? { maxSockets } : {}),
    })
    return made
  }

  return {
    request: async asked => open().request(asked),
    close: () => made?.close(),
  }
}
