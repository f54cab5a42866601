import { freePort } from '../test/free-port.ts'
import { startProgram } from '../test/start-program.ts'
import type { RunningServer } from './running-server.ts'

/** A real node_exporter of this machine, with the TCP states that are off by default. */
export async function startNodeExporter(path: string): Promise<RunningServer> {
  const port = await freePort()
  const exporter = await startProgram(
    path,
    [`--web.listen-address=127.0.0.1:${port}`, '--collector.tcpstat'],
    { ready: /Listening on/ },
  )
  return { target: `127.0.0.1:${port}`, stop: exporter.stop }
}
