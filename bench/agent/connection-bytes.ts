import { BenchServer } from './bench-server.ts'
import type { Mode } from './server-process.ts'

export type ConnectionBytes = { liveBytes: number; rssBytes: number }

/**
 * Bytes that a held connection costs the server, after gc.
 * @param meanwhile called while all of them are held
 */
export async function connectionBytes(
  mode: Mode,
  held: number,
  meanwhile: (server: BenchServer) => Promise<void> = async () => {},
): Promise<ConnectionBytes> {
  const server = await BenchServer.start(mode)
  // What is made once, with the first connections, is nobody's.
  await server.knock(500)
  const before = await server.ask('collect')
  await server.knock(held)
  const after = await server.ask('collect')
  await meanwhile(server)
  await server.stop()
  const opened = after.connections - before.connections
  return {
    liveBytes: (after.liveBytes - before.liveBytes) / opened,
    rssBytes: (after.rssBytes - before.rssBytes) / opened,
  }
}
