import type { SrvRecord } from 'node:dns'
import { resolveSrv } from 'node:dns/promises'
import { type FoundAgent, foundAgent } from './found-agent.ts'

export type ResolveSrv = (name: string) => Promise<SrvRecord[]>

/**
 * The agents behind an SRV name, sorted so that the same answer in another order is the same.
 * @throws {Error} a clause that says what failed
 */
export async function findBySrv(
  entry: { name: string; scheme: 'http' | 'https' },
  resolve: ResolveSrv = resolveSrv,
): Promise<FoundAgent[]> {
  const records = await resolve(entry.name).catch(error => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Error(`DNS has no answer for the SRV name ${entry.name} (${code}); check discovery.dns`)
  })
  return records
    .flatMap(({ name, port }) => foundAgent(`${name.replace(/\.$/, '')}:${port}`, {}, entry.scheme) ?? [])
    .sort((a, b) => (a.url < b.url ? -1 : 1))
}
