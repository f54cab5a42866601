import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Frame, Page } from 'playwright/test'
import type { DeckState } from '../../packages/client/src/state.ts'
import { RealServer } from '../../packages/client/test-kit/real-server.ts'

const folder = fileURLToPath(new URL('../../packages/client', import.meta.url))

let built: string | undefined

/** The client as it ships, built once a run. */
function builtClient(): string {
  if (built !== undefined) return built
  const out = mkdtempSync(join(tmpdir(), 'stormdeck-client-'))
  execFileSync('npx', ['tsdown', '--out-dir', out, '--log-level', 'warn'], { cwd: folder, stdio: 'inherit' })
  built = readFileSync(join(out, 'index.js'), 'utf8')
  rmSync(out, { recursive: true })
  return built
}

const PAGE = `<!doctype html><link rel="icon" href="data:,"><title>client</title><script type="module">
import { connect } from '/client.js'
window.states = []
window.messages = []
window.restored = false
window.ticks = 0
setInterval(() => window.ticks++, 100)
addEventListener('pageshow', event => { if (event.persisted) window.restored = true })
const options = JSON.parse(decodeURIComponent(location.hash.slice(1)) || '{}')
if (options.sandboxed) {
  const frame = document.createElement('iframe')
  frame.sandbox = 'allow-scripts'
  frame.src = '/#'
  document.body.append(frame)
  options.none = true
}
if (options.backgroundAfterMs === null) options.backgroundAfterMs = Infinity
if (!options.none) window.deck = connect('/live', {
  ...options,
  token: () => 'page.token',
  onState: state => window.states.push(state),
  onMessage: message => {
    window.messages.push(message)
    if (message.data === 'throw') throw new Error('of the application')
  },
})
</script>`

/** Serves a page with the client in it, and the socket it connects to. */
export async function pageServer(): Promise<RealServer> {
  const script = builtClient()
  const server = new RealServer()
  server.answers['/'] = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
  }
  server.answers['/client.js'] = (_request, response) => {
    // A sandboxed frame has an origin of its own.
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }
    response.writeHead(200, headers).end(script)
  }
  return server.start()
}

/** The page's address with options for its client; `none`: a page without one; `sandboxed`: the client is in a frame. */
export function pageUrl(server: RealServer, options: Record<string, unknown> = {}): string {
  return `http://127.0.0.1:${server.port}/#${encodeURIComponent(JSON.stringify(options))}`
}

/** A variable of the page, by name: `states`, `messages`, `restored`, `ticks`. */
export const read = <T>(page: Page, name: string) => page.evaluate(key => (window as never)[key] as T, name)

/** What the client of the page says of itself now. */
export const stateOf = (page: Page | Frame) =>
  page.evaluate(() => (window as unknown as { deck: { state: DeckState } }).deck.state)
