import { createServer } from 'node:http'
import { listenOnLoopback } from '../../fleet/listen-on-loopback.ts'
import { runPart } from '../../process/run-part.ts'

export type AuthOrder = { kind: 'start'; costMs: number }
export type AuthReport = { kind: 'ready'; url: string } | { kind: 'calls'; calls: number }

/** The authentication service behind the fleet: answers everybody, one after the other, and takes its time. */
runPart<AuthReport, AuthOrder>(async (order, side) => {
  let calls = 0
  const server = createServer((_request, response) => {
    calls++
    const until = performance.now() + order.costMs
    while (performance.now() < until);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  const address = await listenOnLoopback(server, 100)
  setInterval(() => side.report({ kind: 'calls', calls }), 100)
  side.report({ kind: 'ready', url: `http://${address}/` })
})
