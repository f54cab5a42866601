import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** How feature-flag clients are shipped: each asks every 15 s, beginning at a moment of its own. */
const POLL_EVERY_MS = 15_000

/** How long a change takes to be known to every one of `clients` that poll a real HTTP server. */
export async function measurePolling(clients: number): Promise<number[]> {
  let value = 0
  let changedAt = 0
  const server = http.createServer((_, response) => response.end(String(value)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const latencies: number[] = []
  const timers: NodeJS.Timeout[] = []
  await new Promise<void>(resolve => {
    for (let i = 0; i < clients; i++) {
      const ask = async () => {
        const answer = await (await fetch(url)).text()
        if (answer !== '1') {
          timers.push(setTimeout(ask, POLL_EVERY_MS))
          return
        }
        latencies.push(performance.now() - changedAt)
        if (latencies.length === clients) resolve()
      }
      timers.push(setTimeout(ask, Math.random() * POLL_EVERY_MS))
    }
    changedAt = performance.now()
    value = 1
  })
  for (const timer of timers) clearTimeout(timer)
  server.close()
  return latencies
}
