import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { startProduct } from '../e2e/product/start-product.ts'
import { startStorm } from '../e2e/product/start-storm.ts'
import { findBrowser } from './setup/browser.mjs'
import { root } from './setup/root.mjs'

const images = join(root, 'docs/images')
const CLIENTS_PER_NODE = 1_500
/** The clients join at 20 a second; then a while of calm, so that the storm stands out in the charts. */
const CALM_MS = (CLIENTS_PER_NODE / 20) * 1_000 + 150_000
const STORM = { nodes: ['ws-2', 'ws-3'], rate: 300, forSeconds: 150 }

const USAGE = `Usage: npm run shots

Takes the pictures of README and docs anew, from the real product under a real storm, and writes them over those in
docs/images. About six minutes; needs a browser (npm test -- set-up installs one).`

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

type Shot = {
  file: string
  path: string
  width: number
  height: number
  theme: 'dark' | 'light'
  open?: string
}

const DURING_THE_STORM: Shot[] = [
  { file: 'console-dark', path: '/', width: 1440, height: 900, theme: 'dark' },
  { file: 'console-light', path: '/', width: 1440, height: 900, theme: 'light' },
  { file: 'tier-dialog', path: '/', width: 1440, height: 900, theme: 'dark', open: 't' },
  { file: 'wall', path: '/wall', width: 1920, height: 1080, theme: 'dark' },
  { file: 'summary', path: '/summary', width: 1200, height: 900, theme: 'light' },
  { file: 'node', path: '/nodes/ws-2', width: 1440, height: 900, theme: 'dark' },
]

async function shoot(browser: Browser, url: string, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: shot.width, height: shot.height },
    colorScheme: shot.theme,
  })
  const page = await context.newPage()
  await page.goto(url + shot.path)
  await wait(4_000)
  if (shot.open) await page.keyboard.press(shot.open)
  await wait(500)
  writeFileSync(join(images, `${shot.file}.png`), await page.screenshot())
  await context.close()
  console.info(`docs/images/${shot.file}.png`)
}

/** `npm run shots`: the pictures of README and docs, from the real product under a real storm. About six minutes. */
async function main(): Promise<void> {
  mkdirSync(images, { recursive: true })
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no browser; npm test -- set-up installs one')
  const product = await startProduct(['--demo-clients', String(CLIENTS_PER_NODE)])
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    console.info(`waiting ${Math.round(CALM_MS / 1_000)} s for ${4 * CLIENTS_PER_NODE} clients and some calm`)
    await wait(CALM_MS)
    const storm = startStorm({ fleetFile: join(product.dataDir, 'demo/fleet.json'), ...STORM })
    await storm.burstAt
    await wait(20_000)
    await order(product.url)
    await wait(15_000)
    for (const shot of DURING_THE_STORM) await shoot(browser, product.url, shot)
    await storm.stop()
  } finally {
    await browser.close()
    await product.stop()
  }
}

/** What an operator would do next, as the screen does it. */
async function order(url: string): Promise<void> {
  const live = await (await fetch(`${url}/api/live?once=1`)).json()
  const answer = await fetch(`${url}/api/tiers/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-stormdeck': 'write' },
    body: JSON.stringify({
      tier: 2,
      scope: { kind: 'node', name: STORM.nodes.join(',') },
      durationMs: 15 * 60_000,
      reason: 'shed broadcasts while 3.2.0 retries',
      drainPerSecond: null,
      seenRevision: live.sections.tier.revision,
      confirmed: true,
    }),
  })
  if (!answer.ok) throw new Error(`the order was refused: ${await answer.text()}`)
}

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) console.info(USAGE)
else if (args.length > 0) {
  console.error(`There are no options.\n\n${USAGE}`)
  process.exitCode = 2
} else await main()
